package io.ate.server;

import io.ate.AteConfig;
import io.ate.KeyBundle;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.server.internal.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A store that does not answer whoever asks for metrics. */
class StuckStoreTest {
    private static final int MANY = 40;
    /** Nobody who waits here is given up meanwhile. */
    private static final ServerLimits PATIENT = ServerLimits.defaults()
            .times(Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ofMinutes(10));

    private final AtomicBoolean stuck = new AtomicBoolean();
    private final CountDownLatch someoneWaits = new CountDownLatch(1);
    private final CountDownLatch freed = new CountDownLatch(1);

    private boolean isNearlyFull() {
        if (stuck.get()) {
            someoneWaits.countDown();
            try {
                freed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return false;
    }

    @Test
    void manyWhoAskForMetricsHoldUpNeitherHealthNorReaders() throws Exception {
        MemoryRedoLog log = MemoryRedoLog.withFaults(WriteFaults.NONE, this::isNearlyFull);
        List<RawSocket> scrapers = new ArrayList<>();
        try (RunningServer server = new RunningServer(ServerConfig.defaults().port(0).limits(PATIENT),
                AteConfig.defaults(),
                log, HeldKeys.of(KeyBundle.generate()), Optional.empty());
                WireClient writer = WireClient.connect(server.address().getPort());
                OneWritersChain chain = new OneWritersChain("test/read", 1)) {
            int port = server.address().getPort();
            chain.openedBy(writer);
            stuck.set(true);
            for (int i = 0; i < MANY; i++) {
                scrapers.add(new RawSocket(port).send("GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n"));
            }
            someoneWaits.await();

            for (int i = 0; i < MANY; i++) { // meanwhile the others that ask come to wait, too
                try (RawSocket live = new RawSocket(port);
                        RawSocket ready = new RawSocket(port);
                        WireClient reader = WireClient.connect(port)) {
                    assertThat(live.get("/health/live").status()).isEqualTo(200);
                    assertThat(ready.get("/health/ready").status()).isEqualTo(200);
                    chain.watchedBy(reader);
                }
            }
            freed.countDown();
            for (RawSocket each : scrapers) {
                assertThat(each.answer().status()).isEqualTo(200);
            }
        } finally {
            freed.countDown();
            for (RawSocket each : scrapers) {
                each.close();
            }
        }
    }
}
