package io.ate.atedb;

import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A server compares its clock with those of an NTP pool, on a real socket, if it is told to. */
class ClockSkewTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);

    @TempDir
    Path home;

    private static Optional<Duration> skew(AteServer server) {
        try (AteClient client = AteClient.create(server.address())) {
            return client.status(Session.none()).clockSkew();
        }
    }

    private static String metrics(AteServer server) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI page = URI.create("http://127.0.0.1:" + URI.create(server.address()).getPort() + "/metrics");
            return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void statusAndMetricsTellHowFarTheClockIsOff() throws Exception {
        try (NtpResponder pool = new NtpResponder(Duration.ofHours(1), 2);
                AteServer server = AteServer.inMemory(ANY_PORT.ntpPool(pool.address()))) {
            while (skew(server).isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(skew(server).orElseThrow()).isBetween(Duration.ofMinutes(-61), Duration.ofMinutes(-59));
            assertThat(metrics(server)).containsPattern("ate_clock_skew_seconds -3[56]\\d\\d\\.");
            Program program = new Program(home);
            assertThat(program.run("status", "--server", server.address()).out())
                    .containsPattern("clock {4}3[56]\\d\\d\\.\\d{3} s behind");
            assertThat(program.run("status", "--json", "--server", server.address()).out())
                    .containsPattern("\"clockSkewMillis\":-3[56]\\d{5},");
        }
    }

    @Test
    void aPoolThatHasNoTimeToTellSaysNothing() throws Exception {
        try (NtpResponder pool = new NtpResponder(Duration.ofHours(1), 0);
                AteServer server = AteServer.inMemory(ANY_PORT.ntpPool(pool.address()))) {
            while (pool.asked() == 0) {
                Thread.onSpinWait();
            }
            assertThat(skew(server)).isEmpty();
            assertThat(metrics(server)).contains("ate_clock_skew_seconds NaN");
        }
    }

    @Test
    void nobodyWaitsForAPoolThatDoesNotAnswerNorAsksOneThatWasNotNamed() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                AteServer asking = AteServer.inMemory(ANY_PORT.ntpPool("127.0.0.1:" + silent.getLocalPort()));
                AteServer other = AteServer.inMemory(ANY_PORT)) {
            assertThat(skew(asking)).isEmpty();
            assertThat(skew(other)).isEmpty();
            assertThat(metrics(other)).contains("ate_clock_skew_seconds NaN");
            assertThat(new Program(home).run("status", "--server", other.address()).out())
                    .contains("clock    compared with no other");
        }
    }

    @Test
    void whatIsNoPoolIsSaidAtOnce() {
        for (String none : new String[] {"", ":123", "pool:0", "pool:99999", "pool:ntp", "a pool"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ANY_PORT.ntpPool(none));
        }
        assertThat(ANY_PORT.ntpPool("[::1]").ntpPool()).contains("[::1]");
    }
}
