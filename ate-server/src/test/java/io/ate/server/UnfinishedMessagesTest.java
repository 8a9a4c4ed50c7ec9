package io.ate.server;

import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes in part, and never ends, takes no more memory than there is for it. */
class UnfinishedMessagesTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final long IN_ALL = 48L << 20;
    private static final long PER_ADDRESS = 22L << 20;
    private static final int STRANGERS = 60;
    private static final Part PART = new Part(false, Slice.of(new byte[Part.BYTES]));
    private static final Pattern UNFINISHED = Pattern.compile("^ate_unfinished_bytes (\\S+)$", Pattern.MULTILINE);

    /** Nobody is given up who answers no pings, as these clients do not while others have their turn. */
    private static AteServer server(Duration stall) {
        return AteServer.inMemory(ServerConfig.defaults()
                .port(0)
                .limits(ServerLimits.defaults()
                        .times(Duration.ofSeconds(30), Duration.ofSeconds(15), LONG)
                        .unfinished(IN_ALL, PER_ADDRESS, stall)));
    }

    private static long unfinished(AteServer server) throws IOException {
        try (RawSocket socket = new RawSocket(server.port())) {
            Matcher gauge = UNFINISHED.matcher(socket.get("/metrics").body());
            assertThat(gauge.find()).isTrue();
            return (long) Double.parseDouble(gauge.group(1));
        }
    }

    /** Sends parts without an end, and gives how many went before the server closed. */
    private static int sendParts(WireClient client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try {
                client.send(PART);
            } catch (SocketException _) {
                return i; // the server reads no more
            }
        }
        return count;
    }

    @Test
    void ofStrangersNothingLongerIsTakenThanAnOpeningWithAGenesis() throws Exception {
        try (AteServer server = server(LONG); WireClient stranger = WireClient.connect(server.port())) {
            assertThat(PeerLimits.NEWCOMER_MESSAGE).isLessThan(PeerLimits.LONGEST_MESSAGE / 4);
            sendParts(stranger, PeerLimits.NEWCOMER_MESSAGE / Part.BYTES);
            stranger.send(new ListChains(stranger.nextRequest())); // not even begun to exceed, it is well

            sendParts(stranger, 1);
            assertThat(stranger.socket().ending())
                    .returns(1008, RawSocket.Ending::status)
                    .satisfies(ending -> assertThat(ending.reason())
                            .contains("a message in parts exceeds " + PeerLimits.NEWCOMER_MESSAGE));
        }
    }

    @Test
    void sixtyStrangersFillNoMoreThanTheShareOfTheirAddressAndHinderNobodyElse() throws Exception {
        InetAddress elsewhere = InetAddress.ofLiteral("127.0.0.2");
        try (AteServer server = server(LONG);
                WireClient honest = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/large", 5)) {
            List<WireClient> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < STRANGERS; i++) {
                    WireClient stranger = WireClient.connect(server.port(), elsewhere);
                    strangers.add(stranger);
                    sendParts(stranger, 16);
                    stranger.send(new ListChains(stranger.nextRequest()));
                    stranger.socket().nextOrEnd();
                    assertThat(unfinished(server)).isLessThanOrEqualTo(PER_ADDRESS);
                }
                assertThat(unfinished(server)).isGreaterThan(PER_ADDRESS / 2);
                assertThat(strangers.getFirst().socket().ending().reason()).contains("to one address",
                        "more memory");

                chain.openedBy(honest);
                honest.send(chain.commit(honest, 1, 16 << 20));
                honest.await(Committed.class);
            } finally {
                for (WireClient stranger : strangers) {
                    stranger.close();
                }
            }
            Eventually.holds(() -> unfinished(server) == 0);
        }
    }

    @Test
    void allAddressesTogetherHaveABoundTooAndWhoHasMostGivesWay() throws Exception {
        try (AteServer server = server(LONG)) {
            List<WireClient> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < 14; i++) { // three of them from one address, 4 MiB each
                    WireClient stranger = WireClient.connect(server.port(),
                            InetAddress.ofLiteral("127.0.0." + Math.max(4, 2 + i)));
                    strangers.add(stranger);
                    sendParts(stranger, 16);
                    stranger.send(new ListChains(stranger.nextRequest()));
                    assertThat(stranger.socket().nextOrEnd().kind()).isEqualTo(RawSocket.BINARY);
                    assertThat(unfinished(server)).isLessThanOrEqualTo(IN_ALL);
                }
                assertThat(strangers.getFirst().socket().ending().reason()).contains("all the memory",
                        "try again later");
                assertThat(unfinished(server)).isGreaterThan(IN_ALL * 3 / 4);
            } finally {
                for (WireClient stranger : strangers) {
                    stranger.close();
                }
            }
        }
    }

    @Test
    void theLongestCommitPassesAndGivesItsMemoryBack() throws Exception {
        try (AteServer server = server(LONG);
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/large", 6)) {
            chain.openedBy(client);
            for (int i = 0; i < 3; i++) {
                client.send(chain.commit(client, 1, 16 << 20));
                client.await(Committed.class);
            }
            assertThat(unfinished(server)).isZero();
        }
    }

    @Test
    void aMessageThatDoesNotGoOnEndsTheConnection() throws Exception {
        try (AteServer server = server(Duration.ofMillis(300));
                WireClient stranger = WireClient.connect(server.port());
                WireClient inAFrame = WireClient.connect(server.port())) {
            sendParts(stranger, 1);
            assertThat(stranger.socket().ending().reason()).contains("made no progress within 300 ms");

            inAFrame.socket().send(RawSocket.header(0x82, Message.WHOLE)).send(new byte[Message.WHOLE - 1]);
            assertThat(inAFrame.socket().ending().reason()).contains("made no progress within 300 ms");
            assertThat(unfinished(server)).isZero();
        }
    }
}
