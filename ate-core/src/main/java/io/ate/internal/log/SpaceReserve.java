package io.ate.internal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells whether the free space of a file system has fallen below a reserve: twice the limit of the write-ahead log, at
 * least 5 % of the whole. Thread-safe. Asks the system ten times a second at most, whoever asks how often.
 */
final class SpaceReserve {
    /** At 1 GB/s of writing, a fifth of the smallest reserve of a server's store goes by unseen. */
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();
    private static final int LEAST_PART = 20;

    private final FreeSpace space;
    private final long walLimit;
    private final LongSupplier nanoTime;
    private final AtomicLong sampledAt;
    private volatile boolean nearlyFull;

    SpaceReserve(FreeSpace space, long walLimit, LongSupplier nanoTime) {
        this.space = space;
        this.walLimit = walLimit;
        this.nanoTime = nanoTime;
        sampledAt = new AtomicLong(nanoTime.getAsLong() - INTERVAL);
    }

    boolean isNearlyFull() {
        long now = nanoTime.getAsLong();
        long last = sampledAt.get();
        if (now - last >= INTERVAL && sampledAt.compareAndSet(last, now)) {
            nearlyFull = sample();
        }
        return nearlyFull;
    }

    private boolean sample() {
        return beyondReserve() < 0;
    }

    /** How many bytes are free beyond the reserve, asked for anew; 0 if it is not all there. */
    long room() {
        return Math.max(0, beyondReserve());
    }

    private long beyondReserve() {
        try {
            FreeSpace.Sample sample = space.sample();
            return sample.free() - Math.max(2 * walLimit, sample.total() / LEAST_PART);
        } catch (IOException e) {
            throw new UncheckedIOException("the free space of the store's file system cannot be asked for", e);
        }
    }
}
