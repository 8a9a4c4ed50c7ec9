package io.ate.internal.replica;

import java.time.Duration;

/** A moment until which something may take, on the machine's monotonic clock. Immutable. */
public record Deadline(long nanos) {
    /** So long from now, by the clock that {@code System.nanoTime()} reads. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Nanoseconds left, 0 or less if it has passed. */
    public long remaining() {
        return nanos - System.nanoTime();
    }
}
