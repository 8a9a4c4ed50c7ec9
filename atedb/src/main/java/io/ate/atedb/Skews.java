package io.ate.atedb;

import java.time.Duration;
import java.util.Locale;

/** How people are told how wrong a clock is. Stateless. */
final class Skews {
    private Skews() {}

    /** @param skew how far the clock is ahead */
    static String text(Duration skew) {
        return String.format(Locale.ROOT, "%.3f s %s", skew.abs().toMillis() / 1e3,
                skew.isNegative() ? "behind" : "ahead");
    }
}
