package io.ate.internal.text;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. Stateless. */
public final class Durations {
    private Durations() {}

    /** The two largest units that say something, such as "3 d 4 h", "5 min 6 s", "7 s", "1.5 s" or "100 ms". */
    public static String text(Duration duration) {
        if (duration.isNegative()) {
            Duration least = Duration.ofSeconds(-Long.MAX_VALUE); // one less has no counterpart
            return "-" + text((duration.compareTo(least) < 0 ? least : duration).negated());
        }
        if (duration.toDays() > 0) {
            return of(duration.toDays(), "d", duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return of(duration.toHours(), "h", duration.toMinutesPart(), "min");
        }
        if (duration.toMinutes() > 0) {
            return of(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
        }
        return ofSeconds(duration);
    }

    private static String of(long many, String large, int few, String small) {
        return many + " " + large + (few == 0 ? "" : " " + few + " " + small);
    }

    private static String ofSeconds(Duration duration) {
        if (duration.toSeconds() > 0) {
            boolean isWhole = duration.toMillisPart() == 0;
            return isWhole ? duration.toSeconds() + " s"
                    : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
        }
        if (duration.isZero()) {
            return "0 s";
        }
        return duration.toMillis() > 0 ? duration.toMillis() + " ms" : duration.toNanos() + " ns";
    }
}
