package io.ate.internal.replica;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment until which something may take, on the machine's monotonic clock. Immutable. */
public record Deadline(long nanos) {
    /** What the clock can tell apart from the past; who says longer means for ever. */
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    /**
     * So long from now, by the clock that {@code System.nanoTime()} reads; now if {@code duration} is negative, and a
     * century from now if it is longer than that.
     */
    public static Deadline in(Duration duration) {
        long nanos = duration.isNegative() ? 0 : atMost(duration).toNanos();
        return new Deadline(System.nanoTime() + nanos);
    }

    /** That duration, which any clock can count, or a century if it is longer than that. */
    static Duration atMost(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    /** The clock that deadlines go by, in milliseconds since some moment that means nothing: it never leaps. */
    public static long clock() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** This deadline, or so long from now if that is sooner. */
    public Deadline orIn(Duration duration) {
        Deadline other = in(duration);
        return remaining() < other.remaining() ? this : other;
    }

    /** So many nanoseconds later. */
    public Deadline later(long by) {
        return new Deadline(nanos + by);
    }

    /** Nanoseconds left, 0 or less if it has passed. */
    public long remaining() {
        return nanos - System.nanoTime();
    }
}
