package io.ate.atedb.place;

import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what people write for an option that is there or not. Stateless. */
final class Switches {
    private static final int MOST = 9;

    private Switches() {}

    /**
     * The words that picocli understands; null if the option is not given at all. What is neither yes nor no stays, for
     * picocli to say so.
     *
     * @param repeatable whether a number says how often the option is given
     */
    static @Nullable String read(String value, boolean repeatable) {
        String plain = value.strip().toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "1", "yes", "on", "true" -> Settings.ON;
            case "0", "no", "off", "false" -> repeatable ? null : "false";
            default -> repeatable && plain.matches("[2-" + MOST + "]")
                    ? String.join(",", Collections.nCopies(Integer.parseInt(plain), Settings.ON))
                    : value;
        };
    }
}
