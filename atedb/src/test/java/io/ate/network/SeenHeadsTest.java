package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.Type;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A client whose replicas are in memory remembers from run to run how far it has seen a chain, and finds out when the
 * server shows less, or something else.
 */
class SeenHeadsTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String NOTES = "example.com/alice/notes";

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    @TempDir
    private Path folder;

    /** What is stored here. */
    record Note(String text) {}

    @BeforeEach
    void aChainOfTwoNotesWithABackupAndOneNoteMore() throws IOException {
        run(remembering(), 2);
        copy(store(), backup());
        run(remembering(), 1);
        copy(store(), later());
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private Path store() {
        return folder.resolve("store");
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    /** A backup of all that the set-up stores. */
    private Path later() {
        return folder.resolve("later");
    }

    private Path seenHeads() {
        return folder.resolve("state").resolve("seen_heads");
    }

    private ClientConfig remembering() {
        return ClientConfig.defaults().state(folder.resolve("state"));
    }

    /** One run of server and client, which stores so many notes. */
    private void run(ClientConfig memory, int notes) {
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), memory);
                Chain chain = client.open(NOTES, asAlice)) {
            for (int i = 0; i < notes; i++) {
                chain.store(new Note("note"));
            }
        }
    }

    private void assertCaught(String... both) {
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering())) {
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("another history")
                    .hasMessageContainingAll(both)
                    .hasMessageContaining("forget");
        }
    }

    private void restore() throws IOException {
        delete(store());
        copy(backup(), store());
    }

    private String rememberedRoot() throws IOException {
        List<String> lines = Files.readAllLines(seenHeads());
        assertThat(lines).hasSize(1);
        return lines.getFirst().split(" ", -1)[3];
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void delete(Path all) throws IOException {
        try (Stream<Path> each = Files.walk(all)) {
            for (Path path : each.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void whatOnlyGrewIsOpenedAgain() throws IOException {
        run(ClientConfig.defaults(), 3);
        run(remembering(), 1);
        assertThat(Files.readString(seenHeads())).contains(" 7 ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seenHeads()))).isEqualTo("rw-------");
    }

    @Test
    void aServerThatWasSetBackBetweenTwoRunsIsNoticed() throws IOException {
        restore();
        assertCaught("size 2 is", "size 3 to be " + rememberedRoot());
        assertCaught("size 2 is", "size 3 to be " + rememberedRoot());
    }

    @Test
    void aServerThatGoesOnFromAnotherHistoryIsNoticed() throws IOException {
        restore();
        run(ClientConfig.defaults(), 4);
        assertCaught("size 3 is", "size 3 to be " + rememberedRoot());
    }

    @Test
    void whoOpensAtTheHeadHoldsTheServerToTheSameAndRemembersIt() throws IOException {
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering());
                Chain chain = client.openAtHead(NOTES, asAlice)) {
            chain.store(new Note("at the head"));
            lookAtHead(client);
        }
        assertThat(Files.readString(seenHeads())).contains(" 4 ");
        restore();
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering())) {
            assertThatThrownBy(() -> lookAtHead(client)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("another history")
                    .hasMessageContaining("forget");
        }
        assertCaught("size 4 to be " + rememberedRoot());
        run(ClientConfig.defaults(), 5);
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering())) {
            assertThatThrownBy(() -> lookAtHead(client)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("another history")
                    .hasMessageContaining("forget");
        }
    }

    @Test
    void whatWasOnlyStoredAtTheHeadIsHeldAgainstAServerThatWasSetBackAndWentOn() throws IOException {
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering());
                Chain chain = client.openAtHead(NOTES, asAlice)) {
            chain.store(new Note("at the head"));
            assertThat(chain.sequence()).isEqualTo(4);
        }
        assertThat(Files.readString(seenHeads())).contains(" 4 ");
        String proven = rememberedRoot();
        delete(store());
        copy(later(), store());
        run(ClientConfig.defaults(), 5);
        assertCaught("size 4 to be " + proven);
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering())) {
            assertThatThrownBy(() -> lookAtHead(client)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("another history")
                    .hasMessageContaining("forget");
        }
    }

    private void lookAtHead(AteClient client) {
        try (Chain chain = client.openAtHead(NOTES, asAlice)) {
            assertThat(chain.find(chain.ref(Note.class, "nothing"))).isEmpty();
        }
    }

    @Test
    void whoKnowsWhyForgetsAndGoesOn() throws IOException {
        restore();
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering())) {
            assertThat(client.forgetServer()).isTrue();
            assertThat(client.forgetServer()).isFalse();
            try (Chain chain = client.openExisting(NOTES, asAlice)) {
                long notes = chain.commit(dio -> dio.roots(Type.of(Note.class)).count());
                assertThat(notes).isEqualTo(2);
            }
        }
        run(remembering(), 0);
    }

    @Test
    void aChainThatWasDroppedAndMadeAgainIsAnotherOne() throws IOException {
        try (AteServer server = AteServer.open(store(), ANY_PORT);
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), remembering())) {
            client.drop(NOTES, asAlice);
            assertThat(seenHeads()).doesNotExist();
            client.open(NOTES, asAlice).close();
        }
        run(remembering(), 1);
    }
}
