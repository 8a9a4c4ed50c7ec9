package io.ate.server;

import io.ate.AteConfig;
import io.ate.KeyBundle;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.server.internal.RunningServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that is closed while its chains are at work. */
class ClosingTest {
    private static final Duration AT_WORK = Duration.ofMillis(500);

    private final CountDownLatch atWork = new CountDownLatch(1);
    private final AtomicBoolean closedUnderIt = new AtomicBoolean();
    private final MemoryRedoLog log = MemoryRedoLog.withFaults(WriteFaults.NONE, this::isNearlyFull);

    /** Keeps the owner of a chain at work with the log for a while, or until the log is closed. */
    private boolean isNearlyFull() {
        if (Thread.currentThread().getName().startsWith("ate-owner-") && atWork.getCount() > 0) {
            atWork.countDown();
            long begun = System.nanoTime();
            while (!isClosed() && System.nanoTime() - begun < AT_WORK.toNanos()) {
                Thread.onSpinWait();
            }
            closedUnderIt.set(isClosed());
        }
        return false;
    }

    private boolean isClosed() {
        try {
            var _ = log.starts();
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }

    @Test
    void theLogIsClosedBehindAllWhoUseIt() throws Exception {
        RunningServer server = new RunningServer(ServerConfig.defaults().port(0), AteConfig.defaults(), log,
                HeldKeys.of(KeyBundle.generate()), Optional.empty());
        try (server; OneWritersChain chain = new OneWritersChain("test/closing", 1)) {
            try (WireClient client = WireClient.connect(server.address().getPort())) {
                chain.openedBy(client);
            }
            atWork.await();
        }
        assertThat(closedUnderIt).isFalse();
        assertThat(server.awaitEnd()).as("no failure of the store").isEmpty();
    }
}
