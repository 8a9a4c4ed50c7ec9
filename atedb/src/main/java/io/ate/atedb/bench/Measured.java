package io.ate.atedb.bench;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long things took and how many there were, within a window. Thread-safe. */
final class Measured {
    private static final int DIGITS = 3;

    private final Window window;
    private final Histogram nanos = new ConcurrentHistogram(DIGITS);
    private final LongAdder count = new LongAdder();

    Measured(Window window) {
        this.window = window;
    }

    /** Something that began then has ended now. */
    void ended(long began) {
        long now = System.nanoTime();
        if (window.contains(now)) {
            count.increment();
            nanos.recordValue(Math.max(now - began, 0));
        }
    }

    long count() {
        return count.sum();
    }

    Histogram nanos() {
        return nanos;
    }
}
