package io.ate.atedb.place;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of bytes such as {@code 512}, {@code 100MiB} or {@code 1GB}. Immutable. */
public final class Sizes implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})\\s*([KMGT]?)(I?)B?");
    private static final String PREFIXES = "KMGT";
    private static final long BINARY = 1024;
    private static final long DECIMAL = 1000;

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no size: write it as 512, 100MiB or 1GB");
        }
        long size = Long.parseLong(matcher.group(1));
        long step = matcher.group(3).isEmpty() ? DECIMAL : BINARY;
        try {
            for (int power = PREFIXES.indexOf(matcher.group(2)) + 1; power > 0 && !matcher.group(2).isEmpty();
                    power--) {
                size = Math.multiplyExact(size, step);
            }
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return size;
    }
}
