package io.ate.internal.bus;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait after so many failures in a row: a bound that doubles, and a random time of at least half of it, so
 * that those who failed together do not try again together. Stateless.
 */
public final class Patience {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DOUBLINGS = 10;

    private Patience() {}

    /** The time to wait after the failure of that number, the first being 1. */
    public static Duration after(int failures) {
        Duration doubled = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, DOUBLINGS));
        long bound = (doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST).toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
    }
}
