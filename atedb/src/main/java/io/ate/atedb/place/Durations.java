package io.ate.atedb.place;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 500ms}, {@code 10s} or {@code 1h30m}. Immutable. */
public final class Durations implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        String plain = text.strip().toUpperCase(Locale.ROOT);
        try {
            if (plain.endsWith("MS")) {
                return positive(text, Duration.ofMillis(Long.parseLong(plain.substring(0, plain.length() - 2))));
            }
            return positive(text, plain.endsWith("D") ? Duration.parse("P" + plain) : Duration.parse("PT" + plain));
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no duration: write it as 500ms, 10s or 1h30m");
        }
    }

    private static Duration positive(String text, Duration duration) {
        if (duration.isNegative()) {
            throw new TypeConversionException("'" + text + "' is negative");
        }
        return duration;
    }
}
