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
     * but by 1 MiB at least; or by {@code bytes}; or at all, if {@code time} has passed.
     */
    record Auto(double factor, long bytes, Duration time) implements CompactionPolicy {
        /** @throws IllegalArgumentException if one of them is zero or less, or no number */
        public Auto {
            Objects.requireNonNull(time, "time");
            if (!(factor > 0)) {
                throw new IllegalArgumentException("the factor is more than 0, not " + factor);
            }
            if (bytes <= 0) {
                throw new IllegalArgumentException("the size is more than 0 bytes, not " + bytes);
            }
            if (!time.isPositive()) {
                throw new IllegalArgumentException("the time is more than nothing, not " + time);
            }
        }
    }

    /** Old values stay. */
    static CompactionPolicy never() {
        return new Never();
    }

    /** By a factor of 0.4, 100 MiB, or every hour. */
    static CompactionPolicy auto() {
        return new Auto(0.4, 100L << 20, Duration.ofHours(1));
    }
}
