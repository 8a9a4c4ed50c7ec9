package io.ate.server;

import io.ate.Reason;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.protocol.ClientHandshake;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HostileClientTest {
    private static final AteServer SERVER = AteServer.inMemory();

    @AfterAll
    static void serverIsWellAfterAllOfThis() throws Exception {
        try (WireClient client = WireClient.connect(SERVER.port());
                OneWritersChain chain = new OneWritersChain("test/well", 1)) {
            chain.openedBy(client);
            client.send(chain.commit(client, 1, 10));
            client.await(Committed.class);
        } finally {
            SERVER.close();
        }
    }

    @Test
    void aTextFrameIsRefusedWithAReason() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port())) {
            assertThat(socket.frame(RawSocket.TEXT, "hello".getBytes(StandardCharsets.UTF_8)).ending())
                    .isEqualTo(new RawSocket.Ending(1003, "text frames are not taken here: the protocol is binary"));
        }
    }

    @Test
    void garbageInsteadOfAHelloIsRefusedWithAReason() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port())) {
            RawSocket.Ending ending = socket.frame(RawSocket.BINARY, new byte[1000]).ending();

            assertThat(ending.status()).isEqualTo(1002);
            assertThat(ending.reason()).contains("hello is malformed");
        }
    }

    @Test
    void aTruncatedHelloIsRefusedWithAReason() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port()); ClientHandshake handshake = WireClient.handshake()) {
            Slice hello = handshake.hello();

            assertThat(socket.frame(hello.part(0, hello.length() - 1)).ending().reason())
                    .contains("hello is malformed");
        }
    }

    @Test
    void aClientOfAnotherVersionIsToldWhichOnesThereAre() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port()); ClientHandshake handshake = WireClient.handshake()) {
            byte[] hello = handshake.hello().toArray();
            hello[7] = 77; // "ATE-", kind, count of versions, the first version

            assertThat(socket.frame(RawSocket.BINARY, hello).ending().reason()).contains("protocol 77");
        }
    }

    @Test
    void aSecondHelloIsRefused() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port()); ClientHandshake handshake = WireClient.handshake()) {
            socket.frame(handshake.hello()).frame(handshake.hello());

            assertThat(socket.ending().status()).isIn(1002, 1008);
        }
    }

    @Test
    void aFrameThatSaysItIsTooLongIsRefusedBeforeItComes() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port())) {
            assertThat(socket.send(RawSocket.header(0x82, Long.MAX_VALUE)).ending().status()).isEqualTo(1009);
        }
        try (WireClient client = WireClient.connect(SERVER.port())) {
            assertThat(client.socket()
                    .send(RawSocket.header(0x82, FrameWriter.SEALED_FRAME + 1L))
                    .ending()
                    .status()).isEqualTo(1009);
        }
    }

    @Test
    void aFrameInPiecesIsRefused() throws IOException {
        try (RawSocket socket = RawSocket.upgraded(SERVER.port())) {
            assertThat(socket.send(RawSocket.header(0x02, 3)).send((byte) 1, (byte) 2, (byte) 3).ending())
                    .isEqualTo(new RawSocket.Ending(1003, "a frame has to come whole"));
        }
    }

    @Test
    void aRepeatedFrameIsRefused() throws IOException {
        try (WireClient client = WireClient.connect(SERVER.port())) {
            byte[] frame = client.sealed(new ListChains(1));
            client.socket().frame(RawSocket.BINARY, frame).frame(RawSocket.BINARY, frame);

            assertThat(client.socket().ending().reason()).contains("does not open");
        }
    }

    @Test
    void aFlippedBitIsRefused() throws IOException {
        try (WireClient client = WireClient.connect(SERVER.port())) {
            byte[] frame = client.sealed(new ListChains(1));
            frame[2] ^= 1;

            assertThat(client.socket().frame(RawSocket.BINARY, frame).ending().reason()).contains("does not open");
        }
    }

    @Test
    void aShortenedFrameIsRefused() throws IOException {
        try (WireClient client = WireClient.connect(SERVER.port())) {
            byte[] frame = Arrays.copyOf(client.sealed(new ListChains(1)), 10);

            assertThat(client.socket().frame(RawSocket.BINARY, frame).ending().reason()).contains("malformed");
        }
    }

    @Test
    void aCommitThatIsNoneIsRefusedAndTheConnectionLives() throws Exception {
        try (WireClient client = WireClient.connect(SERVER.port());
                OneWritersChain chain = new OneWritersChain("test/not", 2)) {
            chain.openedBy(client);

            client.send(new CommitMessage(OneWritersChain.CHANNEL, client.nextRequest(), Slice.of(new byte[100])));
            assertThat(client.await(Rejected.class).reason())
                    .isEqualTo(Reason.MALFORMED);

            client.send(chain.commit(client, 1, 10));
            client.await(Committed.class);
        }
    }

    @Test
    void whoSaysNothingIsClosedInTime() throws IOException {
        ServerLimits hasty = ServerLimits.defaults()
                .times(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(45));
        try (AteServer server = AteServer.inMemory(ServerConfig.defaults().port(0).limits(hasty));
                RawSocket silent = new RawSocket(server.port());
                RawSocket slow = new RawSocket(server.port()).send("GET /db HTTP/1.1\r\n");
                RawSocket upgraded = RawSocket.upgraded(server.port())) {
            for (RawSocket each : List.of(silent, slow)) {
                assertThat(new String(each.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .satisfiesAnyOf(said -> assertThat(said).isEmpty(),
                                said -> assertThat(said).startsWith("HTTP/1.1 408 "));
            }
            assertThat(upgraded.ending()).returns(1008, RawSocket.Ending::status)
                    .satisfies(ending -> assertThat(ending.reason()).contains("no hello"));
        }
    }

    @Test
    void slowNewcomersHoldNobodyUp() throws Exception {
        try (AteServer server = AteServer.inMemory()) {
            RawSocket[] slow = new RawSocket[100];
            for (int i = 0; i < slow.length; i++) {
                slow[i] = i % 2 == 0 ? new RawSocket(server.port()).send("GET /db HT")
                        : RawSocket.upgraded(server.port());
            }
            try (WireClient client = WireClient.connect(server.port());
                    OneWritersChain chain = new OneWritersChain("test/quick", 3)) {
                chain.openedBy(client);
                client.send(chain.commit(client, 1, 10));
                client.await(Committed.class);
            } finally {
                for (RawSocket each : slow) {
                    each.close();
                }
            }
        }
    }

    @Test
    void randomBytesAtAnyMomentEndOneConnectionAndNothingElse() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[1 + random.nextInt(3000)];
            random.nextBytes(noise);
            try (RawSocket socket = attempt(random.nextInt(4), noise)) {
                socket.socket().shutdownOutput();
                assertThat(socket.ending()).as("seed %s, round %s", seed, i).isNotNull();
            } catch (SocketException _) {
                // It was closed while the noise was still being sent, which is as good.
            }
        }
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.get("/health/ready").status()).as("seed %s", seed).isEqualTo(200);
        }
    }

    private static RawSocket attempt(int moment, byte[] noise) throws IOException {
        return switch (moment) {
            case 0 -> new RawSocket(SERVER.port()).send(noise);
            case 1 -> RawSocket.upgraded(SERVER.port()).send(noise);
            case 2 -> RawSocket.upgraded(SERVER.port()).frame(RawSocket.BINARY, noise);
            default -> WireClient.connect(SERVER.port()).socket().frame(RawSocket.BINARY, noise);
        };
    }

    @Test
    void manyBrokenHandshakesLeaveNoConnectionBehind() throws Exception {
        try (AteServer server = AteServer.inMemory()) {
            byte[] noise = Entropy.system().bytes(1300);
            for (int i = 0; i < 500; i++) {
                try (RawSocket socket = RawSocket.upgraded(server.port())) {
                    socket.frame(RawSocket.BINARY, noise);
                }
            }
            Eventually.holds(() -> {
                try (RawSocket socket = new RawSocket(server.port())) {
                    return socket.get("/metrics").body().contains("\nate_connections 1.0\n");
                }
            });
        }
    }
}
