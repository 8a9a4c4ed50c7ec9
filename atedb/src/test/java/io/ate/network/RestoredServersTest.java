package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Offline;
import io.ate.Outbox;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.UntrustedServerException;
import io.ate.client.AcceptedRestore;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.Backups;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What clients make of a server whose store was restored from a backup. */
class RestoredServersTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final String OTHERS = "example.com/alice/others";
    private static final Backups.Progress QUIET = (_, _, _) -> {
    };

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private ServerConfig config = ServerConfig.defaults();
    private String address = "";
    /** The one that began last. */
    private long epoch = 1;
    @TempDir
    private Path folder = Path.of("set by JUnit");

    /** What is stored here. */
    record Note(String text) {}

    @BeforeEach
    void aServerThatIsBackedUpWithTwoNotes() throws IOException {
        config = ServerConfig.defaults().port(LastingPort.any());
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            store(client, NOTES, "one", "two");
            store(client, OTHERS, "here");
            backUp();
        }
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private AteServer server() {
        return AteServer.open(data(), config);
    }

    private AteConfig remembering() {
        return AteConfig.builder().deadline(Duration.ofSeconds(60)).build();
    }

    private AteConfig onDisk() {
        return AteConfig.builder()
                .deadline(Duration.ofSeconds(60))
                .folder(folder.resolve("replicas"))
                .offline(Offline.WORK)
                .build();
    }

    private AteClient client(AteServer server, AteConfig surroundings) {
        address = server.address();
        return client(surroundings);
    }

    /** One of the server that was there last. */
    private AteClient client(AteConfig surroundings) {
        return AteClient.create(address, surroundings, ClientConfig.defaults().state(folder.resolve("state")));
    }

    private void backUp() {
        var _ = Backups.take(data(), Optional.of(folder.resolve("backups")), 0, QUIET);
    }

    private void store(AteClient client, String name, String... notes) {
        try (Chain chain = client.open(name, asAlice)) {
            for (String each : notes) {
                chain.store(new Note(each));
            }
        }
    }

    /** Whoever remembers, or has a replica, sees one note more than the backup has. */
    private void seeMore(AteConfig surroundings) {
        try (AteServer server = server(); AteClient client = client(server, surroundings)) {
            store(client, NOTES, "three");
        }
    }

    private void restore() {
        restore(1);
    }

    private void restore(long number) {
        epoch = Backups.restore(folder.resolve("backups"), number, data(), true, QUIET).epoch();
    }

    private static long count(Chain chain) {
        return chain.commit(dio -> dio.roots(Type.of(Note.class)).count());
    }

    private void assertTold(AteClient client) {
        assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining("restored from a backup: it is in epoch " + epoch + " now, and was in epoch 1")
                .hasMessageContaining("up to sequence 3. It ends at 2 there: at least one event")
                .hasMessageContaining("AteClient.acceptRestored");
    }

    private void assertOpens(AteClient client, long notes) {
        try (Chain chain = client.open(NOTES, asAlice)) {
            assertThat(count(chain)).isEqualTo(notes);
        }
    }

    @Test
    void whoSawNoMoreGoesOnByItselfAndRemembersTheEpoch() throws IOException {
        restore();
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertOpens(client, 2);
        }
        assertThat(Files.readAllLines(folder.resolve("state/seen_heads")))
                .anySatisfy(line -> assertThat(line).endsWith(" " + epoch).contains(" 2 "));
        Path present = Files.move(data(), folder.resolve("present"));
        Files.move(folder.resolve("data.before-restore-1"), data());
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("in epoch 1 of its store, and this client has seen it in epoch " + epoch);
        }
        Files.move(data(), folder.resolve("old"));
        Files.move(present, data());
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertOpens(client, 2);
        }
    }

    @Test
    void anEpochIsThatOfTheServerWhereItWasSeenAndOfNoOther() throws IOException {
        restore();
        try (AteServer server = server(); AteClient client = client(server, onDisk())) {
            assertOpens(client, 2);
        }
        AteServer.open(folder.resolve("other"), ServerConfig.defaults().port(0)).close();
        Files.move(data(), folder.resolve("present"));
        Files.move(folder.resolve("data.before-restore-1"), data());
        Files.copy(folder.resolve("other/identity.key"), data().resolve("identity.key"),
                StandardCopyOption.REPLACE_EXISTING);
        for (int i = 0; i < 2; i++) {
            try (AteServer server = server(); AteClient client = client(server, onDisk())) {
                assertOpens(client, 2);
            }
        }
    }

    @Test
    void whoSawMoreIsToldAndGoesOnOnceThatIsAcceptedForThatChain() {
        seeMore(remembering());
        restore();
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertTold(client);
            assertTold(client);
            store(client, OTHERS, "of the other chain nothing is missing");
            assertThat(client.acceptRestored(NOTES)).isEqualTo(new AcceptedRestore(true, Optional.empty()));
            assertOpens(client, 2);
            store(client, NOTES, "four");
            assertOpens(client, 3);
        }
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertOpens(client, 3);
            assertThat(client.acceptRestored("example.com/never").isAny()).isFalse();
        }
    }

    @Test
    void whoSawMoreIsToldAlsoWhereTheServerHasGoneOnSince() {
        seeMore(remembering());
        restore();
        try (AteServer server = server();
                AteClient stranger = AteClient.create(server.address(), remembering())) {
            store(stranger, NOTES, "another", "and another");
        }
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("restored from a backup: it is in epoch " + epoch)
                    .hasMessageContaining("some events that were seen last are not there any more");
            var _ = client.acceptRestored(NOTES);
            assertOpens(client, 4);
        }
    }

    @Test
    void whoOpensAtTheHeadIsToldTheSame() {
        seeMore(remembering());
        restore();
        try (AteServer server = server(); AteClient client = client(server, remembering())) {
            assertThatThrownBy(() -> client.openAtHead(NOTES, asAlice).close())
                    .isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("restored from a backup: it is in epoch " + epoch)
                    .hasMessageContaining("AteClient.acceptRestored");
            var _ = client.acceptRestored(NOTES);
            try (Chain chain = client.openAtHead(NOTES, asAlice)) {
                assertThat(chain.find(chain.ref(Note.class, "nothing"))).isEmpty();
            }
        }
    }

    @Test
    void aReplicaOnDiskIsPutAsideAndReadableThereAndComesAnew() {
        seeMore(onDisk());
        restore();
        Path aside;
        try (AteServer server = server(); AteClient client = client(server, onDisk())) {
            assertTold(client);
            AcceptedRestore accepted = client.acceptRestored(NOTES);
            assertThat(accepted.seen()).isTrue();
            aside = accepted.aside().orElseThrow();
            assertOpens(client, 2);
        }
        try (AteServer server = server(); AteClient client = client(server, onDisk())) {
            assertOpens(client, 2);
        }
        AteConfig old = AteConfig.builder().folder(aside).build();
        try (AteClient reader = AteClient.create(address, old, ClientConfig.defaults().trustOnFirstUse(true))) {
            reader.offline();
            try (Chain chain = reader.openExisting(NOTES, asAlice, Offline.READ)) {
                assertThat(count(chain)).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatWaitsInTheOutboxGoesToTheRestoredChainOrIsReported(Trust trust) {
        String name = "example.com/alice/" + trust.name().toLowerCase(Locale.ROOT);
        DaoRef<Note> lost;
        try (AteServer server = server(); AteClient client = client(server, onDisk())) {
            try (Chain chain = client.create(name, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
                chain.store(new Note("one"));
                backUp();
                lost = chain.store(new Note("two, which is in no backup"));
            }
        }
        try (AteClient client = client(onDisk()); Chain chain = client.open(name, asAlice).with(Scope.LOCAL)) {
            chain.store(new Note("from the outbox"));
            chain.run(dio -> dio.load(lost).update(_ -> new Note("changed, but gone")));
            assertThat(chain.outbox().commits()).hasSize(2);
        }
        restore(2);
        try (AteServer server = server(); AteClient client = client(server, onDisk())) {
            assertThatThrownBy(() -> client.open(name, asAlice)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("restored from a backup");
            var _ = client.acceptRestored(name);
            try (Chain chain = client.open(name, asAlice)) {
                assertThat(chain.outbox().commits()).as("nothing is lost silently").isNotEmpty();
                chain.sync();
                assertThat(count(chain)).isEqualTo(2);
                assertThat(chain.outbox().commits()).extracting(Outbox.Kept::state)
                        .containsExactly(Outbox.State.REFUSED);
            }
        }
    }

    @Test
    void aChainThatIsOpenMeanwhileGoesOnWhereNothingIsMissingAndItsNextCommitsAreTaken() {
        AteServer first = server();
        try (AteClient client = client(first, remembering()); Chain chain = client.open(NOTES, asAlice)) {
            assertThat(count(chain)).isEqualTo(2);
            first.close();
            restore();
            try (AteServer server = server()) {
                assertThat(server.chains()).isEqualTo(2);
                chain.store(new Note("three"));
                chain.store(new Note("four"));
                assertThat(count(chain)).isEqualTo(4);
                try (AteClient stranger = AteClient.create(server.address(), remembering())) {
                    assertOpens(stranger, 4);
                }
            }
        } finally {
            first.close();
        }
    }

    @Test
    void aChainThatIsOpenMeanwhileAndSawMoreEndsWithThat() {
        AteServer first = server();
        try (AteClient client = client(first, remembering()); Chain chain = client.open(NOTES, asAlice)) {
            chain.store(new Note("three"));
            first.close();
            restore();
            try (AteServer _ = server()) {
                assertThatThrownBy(() -> {
                    while (true) {
                        chain.store(new Note("four"));
                    }
                }).isInstanceOf(UntrustedServerException.class).hasMessageContaining("restored from a backup");
            }
        } finally {
            first.close();
        }
    }
}
