package io.ate;

import java.time.Duration;
import java.util.Objects;

/**
 * When values that nothing depends on any more are removed from a chain's log: those that were overwritten, and those
 * of objects that are gone. Everything else about the events that carried them stays, and so does what they prove.
 * Immutable.
 */
public sealed interface CompactionPolicy {
    /** Old values stay. */
    record Never() implements CompactionPolicy {}

    /**
     * A chain is compacted when it has grown, since it was the last time, by {@code factor} of what it had come to then
     * but by 1 MiB at least; or by {@code bytes}; or at all, if {@code time} has passed. Values that were stored within
     * {@code recent} before that stay until the next time, so that whoever follows a chain, and is no further behind,
     * misses none; unless the disk is nearly full. A value is as old as the chain has gone on since, by the clock of
     * who admits its commits, whatever other clocks say; where that one is set by more than {@code recent}, what was
     * stored before counts as old. Time passes for a chain that is open.
     */
    record Auto(double factor, long bytes, Duration time, Duration recent) implements CompactionPolicy {
        /**
         * @throws IllegalArgumentException if one of the first three is zero or less, or no number, or the last
         * negative
         */
        public Auto {
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(recent, "recent");
            if (!(factor > 0)) {
                throw new IllegalArgumentException("the factor is more than 0, not " + factor);
            }
            if (bytes <= 0) {
                throw new IllegalArgumentException("the size is more than 0 bytes, not " + bytes);
            }
            if (!time.isPositive()) {
                throw new IllegalArgumentException("the time is more than nothing, not " + time);
            }
            if (recent.isNegative()) {
                throw new IllegalArgumentException("how long values stay is not negative, as " + recent + " is");
            }
        }

        /**
         * One that removes old values of any age.
         *
         * @throws IllegalArgumentException if one of them is zero or less, or no number
         */
        public Auto(double factor, long bytes, Duration time) {
            this(factor, bytes, time, Duration.ZERO);
        }
    }

    /** Old values stay. */
    static CompactionPolicy never() {
        return new Never();
    }

    /** By a factor of 0.4, 100 MiB, or every hour; what was stored in the last five minutes stays. */
    static CompactionPolicy auto() {
        return new Auto(0.4, 100L << 20, Duration.ofHours(1), Duration.ofMinutes(5));
    }
}
