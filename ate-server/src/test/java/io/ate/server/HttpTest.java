package io.ate.server;

import io.ate.internal.protocol.ClientHandshake;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HttpTest {
    private static final AteServer SERVER = AteServer.inMemory();
    private static final Pattern SAMPLE = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[^}]*})? \\S+");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aHealthyServerSaysSo() throws IOException {
        assertThat(get("/health/live").status()).isEqualTo(200);
        assertThat(get("/health/ready").body()).isEqualTo("ready\n");
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/measured", 7)) {
            chain.openedBy(client);
            client.send(chain.commit(client, 5, 10));
            client.await(Committed.class);

            try (RawSocket socket = new RawSocket(server.port())) {
                String body = socket.get("/metrics").body();

                assertThat(body.lines().filter(line -> !line.startsWith("#"))).isNotEmpty()
                        .allSatisfy(line -> assertThat(line).matches(SAMPLE));
                assertThat(body).contains("\nate_commits_total 1.0\n", "\nate_events_total 5.0\n",
                        "\nate_chains_open 1.0\n", "\nate_subscribers 1.0\n", "\nate_commit_latency_seconds_count 1\n",
                        "ate_commit_latency_seconds_bucket", "ate_log_syncs_total", "ate_log_batches_total",
                        "\nate_locks 0.0\n", "\nate_locks_awaited 0.0\n", "\nate_service_bytes 0.0\n", "ate_tail_bytes",
                        "ate_log_waiting_bytes", "ate_received_bytes_total", "ate_sent_bytes_total",
                        "\nate_connections 2.0\n", "jvm_memory_used_bytes");
            }
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        assertThat(get("/").status()).isEqualTo(404);
        assertThat(get("/db/example.com/alice").status()).isEqualTo(404);
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.upgrade("/auth", "ate.v1").status()).isEqualTo(404);
        }
    }

    @Test
    void onlyGetIsKnown() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.send("POST /metrics HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n").answer())
                    .returns(405, RawSocket.HttpAnswer::status)
                    .satisfies(answer -> assertThat(answer.head()).containsIgnoringCase("allow: GET, HEAD"));
        }
    }

    @Test
    void headIsAnsweredAsGetIsWithoutTheText() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            String head = new String(socket.send("HEAD /health/live HTTP/1.1\r\nHost: here\r\n\r\n")
                    .socket()
                    .getInputStream()
                    .readAllBytes(), StandardCharsets.US_ASCII);
            RawSocket.HttpAnswer got = get("/health/live");
            assertThat(head).startsWith("HTTP/1.1 200 ")
                    .isEqualTo(got.head())
                    .containsIgnoringCase("content-length: " + got.body().length())
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void everyMetricSaysWhatItIs() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/refused", 8);
                RawSocket hostile = RawSocket.upgraded(server.port());
                RawSocket socket = new RawSocket(server.port())) {
            client.send(chain.open(client, false));
            client.await(Rejected.class);
            hostile.frame(RawSocket.BINARY, new byte[20]).ending();
            String body = socket.get("/metrics").body();

            assertThat(body).contains("\nate_refusals_total{reason=\"NO_SUCH_CHAIN\"} 1.0\n",
                    "\nate_handshakes_failed_total{");
            assertThat(body.lines().filter(line -> line.startsWith("# HELP"))).isNotEmpty()
                    .allSatisfy(line -> assertThat(line).matches("# HELP \\S+ \\S.*"));
        }
    }

    @Test
    void aRequestWithALongBodyIsAnsweredOnceAndClosed() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            socket.send("GET /health/live HTTP/1.1\r\nHost: here\r\nContent-Length: 5000\r\n\r\n");
            String all = new String(socket.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 413 ").containsOnlyOnce("HTTP/1.1").containsIgnoringCase("close");
        }
    }

    @Test
    void ofRequestsThatComeTogetherTheFirstIsAnswered() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            String one = "GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n";
            socket.send(one + one);
            String all = new String(socket.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void whatComesRightBehindTheUpgradeIsTakenForTheFirstFrames() throws IOException {
        String upgrade = RawSocket.upgradeRequest("/db", "ate.v1");
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            RawSocket.HttpAnswer answer = socket.send(upgrade + "garbage, and not a frame").answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(socket.ending().status()).isEqualTo(1002);
        }
        try (RawSocket socket = new RawSocket(SERVER.port()); ClientHandshake handshake = WireClient.handshake()) {
            byte[] hello = handshake.hello().toArray();
            byte[] ping = RawSocket.header(0x80 | RawSocket.PING, 0);
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            together.write(upgrade.getBytes(StandardCharsets.US_ASCII));
            together.write(ping);
            together.write(RawSocket.header(0x80 | RawSocket.BINARY, hello.length));
            together.write(hello);
            assertThat(socket.send(together.toByteArray()).answer().status()).isEqualTo(101);
            assertThat(socket.frame().kind()).isEqualTo(RawSocket.PONG);
            assertThat(socket.binary()).as("the server's hello").startsWith('A', 'T', 'E', '-', 2);
        }
    }

    @Test
    void aFullServerStillSaysThatItIsWell() throws IOException {
        ServerConfig small = ServerConfig.defaults().port(0).limits(ServerLimits.defaults().connections(1, 1));
        try (AteServer server = AteServer.inMemory(small); RawSocket only = RawSocket.upgraded(server.port())) {
            for (String page : List.of("/health/live", "/health/ready")) {
                try (RawSocket probe = new RawSocket(server.port())) {
                    assertThat(probe.get(page).status()).as(page).isEqualTo(200);
                }
            }
            try (RawSocket another = new RawSocket(server.port())) {
                assertThat(another.upgrade("/db", "ate.v1").status()).isEqualTo(503);
            }
            try (RawSocket another = new RawSocket(server.port())) {
                assertThat(another.get("/metrics").status()).isEqualTo(503);
            }
            assertThat(only.socket().isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "GET /health", "GET /health/live HTTP/1.1\r\nHost: he", "what is this"})
    void aRequestThatDoesNotComeWholeIsToldSoBeforeItIsClosed(String part) throws IOException {
        ServerConfig hasty = ServerConfig.defaults()
                .port(0)
                .limits(ServerLimits.defaults()
                        .times(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(60)));
        try (AteServer server = AteServer.inMemory(hasty); RawSocket socket = new RawSocket(server.port())) {
            assertThat(socket.send(part).answer()).returns(408, RawSocket.HttpAnswer::status)
                    .returns("no hello came within 3 s\n", RawSocket.HttpAnswer::body);
            assertThat(socket.socket().getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void thePathOfTheProtocolWantsAWebSocketWithItsSubProtocol() throws IOException {
        assertThat(get("/db").status()).isEqualTo(426);
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.upgrade("/db", "chat")).returns(400, RawSocket.HttpAnswer::status)
                    .satisfies(answer -> assertThat(answer.body()).contains("ate.v1", "chat"));
        }
    }

    @Test
    void longHeadersAreRefusedBeforeTheyFillMemory() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.send("GET /metrics HTTP/1.1\r\nHost: here\r\nX: " + "x".repeat(9_000) + "\r\n\r\n")
                    .answer()
                    .status()).isEqualTo(431);
        }
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n").answer().status()).isEqualTo(414);
        }
    }

    @Test
    void whatIsNoHttpIsToldSoAndClosed() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            assertThat(socket.send("hello there\r\n\r\n").answer().status()).isEqualTo(400);
            assertThat(socket.socket().getInputStream().read()).isEqualTo(-1);
        }
    }

    private static RawSocket.HttpAnswer get(String path) throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port())) {
            return socket.get(path);
        }
    }
}
