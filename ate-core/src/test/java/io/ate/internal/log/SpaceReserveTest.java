package io.ate.internal.log;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** When a store counts as nearly full. */
final class SpaceReserveTest {
    private static final long WAL_LIMIT = 100;
    private final AtomicLong free = new AtomicLong();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger samples = new AtomicInteger();

    private final SpaceReserve reserve = new SpaceReserve(() -> {
        samples.incrementAndGet();
        return new FreeSpace.Sample(free.get(), total.get());
    }, WAL_LIMIT, time::get);

    private boolean isNearlyFullWith(long freeBytes, long totalBytes) {
        free.set(freeBytes);
        total.set(totalBytes);
        time.addAndGet(1_000_000_000);
        return reserve.isNearlyFull();
    }

    @Test
    void theReserveIsTwiceTheLimitOfTheWriteAheadLogAndAtLeastATwentiethOfTheDisk() {
        assertThat(isNearlyFullWith(200, 1000)).isFalse();
        assertThat(isNearlyFullWith(199, 1000)).isTrue();
        assertThat(isNearlyFullWith(499, 10_000)).isTrue();
        assertThat(isNearlyFullWith(500, 10_000)).isFalse();
    }

    @Test
    void theSystemIsNotAskedForEachCommit() {
        isNearlyFullWith(1000, 1000);
        int before = samples.get();
        for (int i = 0; i < 1000; i++) {
            time.incrementAndGet();
            reserve.isNearlyFull();
        }
        assertThat(samples.get()).isEqualTo(before);
    }

    @Test
    void aLogAsksTheProbeThatItWasGiven(@TempDir Path folder) {
        StoreOptions options = StoreOptions.small().withSpace(() -> new FreeSpace.Sample(0, 1000));
        try (RedoLog log = RocksRedoLog.open(folder, options)) {
            assertThat(log.isNearlyFull()).isTrue();
        }
        try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            assertThat(log.statistics().bytesOnDisk()).isPositive();
        }
    }
}
