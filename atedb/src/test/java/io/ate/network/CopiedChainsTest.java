package io.ate.network;

import io.ate.AteConfig;
import io.ate.AteException;
import io.ate.Chain;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.Backups;
import io.ate.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A chain is copied from one server to another, and who knew it there goes on here with proof, or is told why not. */
class CopiedChainsTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final Backups.Progress QUIET = (_, _, _) -> {
    };

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    @TempDir
    private Path folder = Path.of("set by JUnit");

    /** What is stored here. */
    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
    }

    private AteServer server(String name) {
        return AteServer.open(folder.resolve(name), ServerConfig.defaults().port(0));
    }

    private AteClient client(AteServer server) {
        return AteClient.create(server.address(), AteConfig.builder().deadline(Duration.ofSeconds(60)).build(),
                ClientConfig.defaults().state(folder.resolve("state")));
    }

    private Path file() {
        return folder.resolve("notes.chain");
    }

    private Backups.Copied copied() {
        return Backups.copyChain(folder.resolve("old"), NOTES, file(), QUIET);
    }

    private Backups.Arrived arrived() {
        return Backups.takeIn(file(), folder.resolve("new"), QUIET);
    }

    private void store(AteServer at, String... notes) {
        try (AteClient client = client(at); Chain chain = client.open(NOTES, asAlice)) {
            for (String each : notes) {
                chain.store(new Note(each));
            }
        }
    }

    private static long count(Chain chain) {
        return chain.commit(dio -> dio.roots(Type.of(Note.class)).count());
    }

    private void assertHas(AteServer server, long notes) {
        try (AteClient client = client(server); Chain chain = client.openExisting(NOTES, asAlice)) {
            assertThat(count(chain)).isEqualTo(notes);
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void fromARunningServerToAnotherAndWhoKnewItGoesOnThere(Trust trust) {
        try (AteServer old = server("old"); AteServer now = server("new")) {
            try (AteClient client = client(old);
                    Chain chain = client.create(NOTES, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
                for (int i = 0; i < 300; i++) {
                    chain.store(new Note("note " + i));
                }
                chain.store(new Note("long ".repeat(2_000)));
            }
            store(now); // the name is another chain's there, and so nothing is taken
            assertThat(copied().end()).isEqualTo(301);
            assertThatThrownBy(this::arrived).isInstanceOf(AteException.class)
                    .hasMessageContaining("there is a chain " + NOTES + " already");
            try (AteClient client = client(now)) {
                client.drop(NOTES, asAlice);
            }
            Backups.Arrived arrived = arrived();
            assertThat(arrived.end()).isEqualTo(301);
            assertThat(arrived.server()).isEqualTo(old.identity().fingerprint());
            assertHas(now, 301);
            store(now, "and on");
            assertHas(now, 302);
        }
        try (AteServer now = server("new")) {
            assertHas(now, 302);
        }
    }

    @Test
    void fromAStoppedServerToAnotherThatIsStopped() {
        try (AteServer old = server("old")) {
            store(old, "one", "two");
        }
        server("new").close();
        assertThat(copied().end()).isEqualTo(2);
        assertThat(arrived().end()).isEqualTo(2);
        try (AteServer now = server("new")) {
            assertHas(now, 2);
            store(now, "three");
        }
    }

    @Test
    void whoSawMoreAtTheOldServerIsToldAndGoesOnWhenHeAcceptsThat() {
        try (AteServer old = server("old"); AteServer now = server("new")) {
            store(old, "one", "two");
            var _ = copied();
            var _ = arrived();
            store(old, "three, which was stored behind the copy");
            try (AteClient client = client(now)) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> client.openExisting(NOTES, asAlice))
                            .isInstanceOf(UntrustedServerException.class)
                            .hasMessageContaining(
                                    "seen the chain at another server up to sequence 3, and it ends at 2 here")
                            .hasMessageContaining("AteClient.acceptRestored");
                }
                assertThatThrownBy(() -> client.openAtHead(NOTES, asAlice))
                        .isInstanceOf(UntrustedServerException.class)
                        .hasMessageContaining("seen the chain at another server");
                assertThat(client.acceptRestored(NOTES).isAny()).isTrue();
                try (Chain chain = client.openExisting(NOTES, asAlice)) {
                    assertThat(count(chain)).isEqualTo(2);
                }
            }
            assertHas(now, 2);
            store(now, "another three");
            try (AteClient client = client(old)) {
                assertThatThrownBy(() -> client.openExisting(NOTES, asAlice))
                        .as("who goes on at both is told by the second")
                        .isInstanceOf(UntrustedServerException.class)
                        .hasMessageContaining("seen the chain at another server, and what this server shows does not");
            }
            assertHas(now, 3);
        }
    }
}
