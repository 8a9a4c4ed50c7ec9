package io.ate.server;

import io.ate.AteException;
import io.ate.Reason;
import io.ate.StoreInUseException;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.NoticeKind;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LifecycleTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);

    @Test
    void theServerIsFoundAgainUnderItsIdentityWithWhatItHad(@TempDir Path folder) throws Exception {
        String fingerprint;
        try (OneWritersChain chain = new OneWritersChain("test/kept", 1)) {
            try (AteServer server = AteServer.open(folder, ANY_PORT);
                    WireClient client = WireClient.connect(server.port())) {
                fingerprint = server.identity().fingerprint();
                assertThat(server.address()).isEqualTo("ws://127.0.0.1:" + server.port() + "/db#" + fingerprint);
                chain.openedBy(client);
                client.send(chain.commit(client, 4, 100));
                client.await(Committed.class);
            }
            try (AteServer server = AteServer.open(folder, ANY_PORT);
                    WireClient client = WireClient.connect(server.port())) {
                assertThat(server.identity().fingerprint()).isEqualTo(fingerprint);
                client.send(chain.open(client, false));
                assertThat(client.await(Live.class).sequence()).isEqualTo(4);
            }
        }
    }

    @Test
    void theIdentityIsForTheOwnersEyesAlone(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("new/data");
        AteServer.open(data, ANY_PORT).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("identity.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
    }

    @Test
    void theStoreIsForTheOwnersEyesAloneWhoeverMadeTheFolderAboveIt(@TempDir Path folder) throws IOException {
        Path data = Files.createDirectory(folder.resolve("open to all"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        AteServer.open(data, ANY_PORT).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("store"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoreThatIsGoneFromBesideTheIdentityIsNotBegunAnew(boolean isFolderLeft, @TempDir Path folder)
            throws IOException {
        AteServer.open(folder, ANY_PORT).close();
        Path store = folder.resolve("store");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        if (!isFolderLeft) {
            Files.delete(store);
        }

        assertThatThrownBy(() -> AteServer.open(folder, ANY_PORT)).isInstanceOf(AteException.class)
                .hasMessageContainingAll(store.toString(), "backup", "another folder");
        assertThat(store.toFile().list()).isEqualTo(isFolderLeft ? new String[0] : null);
    }

    @Test
    void anIdentityThatIsMissingBesideChainsIsNotMadeAnew(@TempDir Path folder) throws Exception {
        try (AteServer server = AteServer.open(folder, ANY_PORT);
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/there", 1)) {
            chain.openedBy(client);
        }
        Files.delete(folder.resolve("identity.key"));

        assertThatThrownBy(() -> AteServer.open(folder, ANY_PORT)).isInstanceOf(AteException.class)
                .hasMessageContaining("identity.key");
    }

    @Test
    void anIdentityThatIsMissingBesideAChainThatIsLostIsNotMadeAnew(@TempDir Path folder) throws Exception {
        byte[] signature;
        try (AteServer server = AteServer.open(folder, ANY_PORT);
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/lost", 1)) {
            chain.openedBy(client);
            signature = chain.signatureOfGenesis();
        }
        AteServer.open(folder, ANY_PORT).close(); // what was written goes into a table
        damage(folder.resolve("store"), signature);
        try (AteServer server = AteServer.open(folder, ANY_PORT)) {
            assertThat(server.chains()).as("none can be read").isZero();
        }
        Files.delete(folder.resolve("identity.key"));

        assertThatThrownBy(() -> AteServer.open(folder, ANY_PORT)).isInstanceOf(AteException.class)
                .hasMessageContaining("identity.key");
    }

    /** Flips a bit of those bytes in whichever table of the store has them. */
    private static void damage(Path store, byte[] bytes) throws IOException {
        boolean found = false;
        try (DirectoryStream<Path> tables = Files.newDirectoryStream(store, "*.sst")) {
            for (Path table : tables) {
                String content = Files.readString(table, StandardCharsets.ISO_8859_1);
                int at = content.indexOf(new String(bytes, StandardCharsets.ISO_8859_1));
                if (at >= 0) {
                    byte[] damaged = content.getBytes(StandardCharsets.ISO_8859_1);
                    damaged[at] ^= 1;
                    Files.write(table, damaged);
                    found = true;
                }
            }
        }
        assertThat(found).as("the bytes stand in a table").isTrue();
    }

    @Test
    void aFolderServesOneServerAtATime(@TempDir Path folder) {
        try (AteServer _ = AteServer.open(folder, ANY_PORT)) {
            assertThatThrownBy(() -> AteServer.open(folder, ANY_PORT)).isInstanceOf(StoreInUseException.class);
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence(@TempDir Path folder) {
        try (AteServer first = AteServer.inMemory()) {
            Path data = folder.resolve("data");
            assertThatThrownBy(() -> AteServer.open(data, ANY_PORT.port(first.port())))
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessage("another program listens on 127.0.0.1 port " + first.port()
                            + ": stop it, or choose another port (0 takes a free one)");
            assertThat(data).as("nothing was begun").doesNotExist();
        }
        AteServer.open(folder.resolve("data"), ANY_PORT).close();
    }

    @Test
    void aServerOnLoopbackIsReachedThereAndNowhereElse() throws IOException {
        try (AteServer server = AteServer.inMemory()) {
            assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.2"), server.port()).close())
                    .isInstanceOf(ConnectException.class);
            new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port()).close();
        }
    }

    @Test
    void closingAnswersWhatHasCome(@TempDir Path folder) throws Exception {
        int commits = 2_000;
        try (OneWritersChain chain = new OneWritersChain("test/going", 1)) {
            AteServer server = AteServer.open(folder, ANY_PORT.grace(Duration.ofMinutes(5)));
            long answered = 0;
            try (WireClient client = WireClient.connect(server.port())) {
                chain.openedBy(client);
                for (int i = 0; i < commits; i++) {
                    client.send(chain.commit(client, 1, 100));
                }
                client.await(Committed.class);
                answered++;
                Thread closing = Thread.ofVirtual().start(server::close);
                boolean told = false;
                ToClient message = client.receive();
                while (!(message instanceof Closed closed && closed.channel() == 0)) {
                    told |= message instanceof Notice(var kind, _) && kind == NoticeKind.GOING_AWAY;
                    answered += message instanceof Committed ? 1 : 0;
                    message = client.receive();
                }
                assertThat(((Closed) message).reason()).isEqualTo(Reason.GOING_AWAY);
                assertThat(told).isTrue();
                client.socket().frame(RawSocket.CLOSE, new byte[] {3, (byte) 0xe8});
                closing.join();
            }
            try (AteServer again = AteServer.open(folder, ANY_PORT);
                    WireClient client = WireClient.connect(again.port())) {
                client.send(chain.open(client, false));
                assertThat(client.await(Live.class).sequence()).isEqualTo(answered);
            }
        }
    }

    @Test
    void closingDoesNotWaitForWhoDoesNotListen() throws Exception {
        AteServer server = AteServer.inMemory(ANY_PORT.grace(Duration.ofMillis(500)));
        try (WireClient stalled = WireClient.connect(server.port());
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/deaf", 1)) {
            chain.openedBy(client);
            stalled.send(chain.open(stalled, false));
            for (int i = 0; i < 100; i++) {
                stalled.send(OneWritersChain.credit(1 << 20));
                client.send(chain.commit(client, 1, 1 << 20));
                client.await(Committed.class);
            }
            server.close();

            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whoWaitsForTheEndIsWokenByClosing() throws Exception {
        AteServer server = AteServer.inMemory();
        Thread closing = Thread.ofVirtual().start(server::close);

        assertThat(server.awaitEnd()).isEmpty();
        closing.join();
        server.close();
    }

    @Test
    void aReaderThatStopsReadingHoldsUpNobody() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient stalled = WireClient.connect(server.port());
                WireClient watcher = WireClient.connect(server.port());
                WireClient writer = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/stalled", 1)) {
            chain.openedBy(writer).watchedBy(watcher);
            stalled.send(chain.open(stalled, false), OneWritersChain.credit(Integer.MAX_VALUE));
            watcher.send(OneWritersChain.credit(Integer.MAX_VALUE));

            for (int i = 1; i <= 100; i++) {
                int sequence = i;
                writer.send(chain.commit(writer, 1, 1 << 20));
                writer.await(Committed.class);
                watcher.await(Events.class, events -> events.to() == sequence);
            }
        }
    }

    @Test
    void whoDoesNotTakeItsAnswersIsNotReadAnyMore() throws Exception {
        try (AteServer server = AteServer.inMemory(); WireClient flood = WireClient.connect(server.port())) {
            flood.socket().socket().setSendBufferSize(64 << 10);
            Thread flooding = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        flood.send(new StatusRequest(flood.nextRequest()));
                    }
                } catch (IOException _) {
                    // The test is over.
                }
            });
            long[] before = {-1, 0};
            Eventually.holds(() -> {
                long now = received(server);
                before[1] = now == before[0] ? before[1] + 1 : 0;
                before[0] = now;
                return before[1] > 20;
            });
            flood.socket().close();
            flooding.join();
        }
    }

    private static long received(AteServer server) throws IOException {
        try (RawSocket socket = new RawSocket(server.port())) {
            return socket.get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("ate_received_bytes_total "))
                    .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                    .findFirst()
                    .orElse(0L);
        }
    }

    @Test
    void aSilentConnectionIsPingedAndLivesWhileItAnswers() throws Exception {
        ServerLimits curious = ServerLimits.defaults()
                .times(Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofSeconds(30));
        try (AteServer server = AteServer.inMemory(ANY_PORT.limits(curious));
                WireClient client = WireClient.connect(server.port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.socket().frame().kind()).isEqualTo(RawSocket.PING);
                client.socket().frame(RawSocket.PONG, new byte[0]);
            }
        }
    }

    @Test
    void aConnectionThatStaysSilentIsGivenUp() throws Exception {
        ServerLimits hasty = ServerLimits.defaults()
                .times(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(6));
        try (AteServer server = AteServer.inMemory(ANY_PORT.limits(hasty));
                WireClient dead = WireClient.connect(server.port())) {
            assertThat(dead.socket().ending().reason()).contains("nothing was heard");
        }
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        ServerLimits few = ServerLimits.defaults().connections(10, 3);
        try (AteServer server = AteServer.inMemory(ANY_PORT.limits(few));
                WireClient _ = WireClient.connect(server.port());
                WireClient _ = WireClient.connect(server.port());
                WireClient third = WireClient.connect(server.port())) {
            try (RawSocket fourth = new RawSocket(server.port())) {
                assertThat(fourth.upgrade("/db", "ate.v1")).returns(503, RawSocket.HttpAnswer::status)
                        .satisfies(answer -> assertThat(answer.body()).contains("too many connections"));
            }
            third.socket().socket().shutdownOutput();
            Eventually.holds(() -> {
                try (RawSocket again = new RawSocket(server.port())) {
                    return again.upgrade("/db", "ate.v1").status() == 101;
                }
            });
        }
    }
}
