package io.ate.atedb.bench;

import java.util.HexFormat;

/** The time at which a value was sent, at its beginning, by which a reader in this process knows how old it is. */
final class Stamp {
    /** How many characters it takes. */
    static final int LENGTH = 16;

    private Stamp() {}

    static String of(long nanoTime) {
        return HexFormat.of().toHexDigits(nanoTime);
    }

    static long read(String value) {
        return HexFormat.fromHexDigitsToLong(value, 0, LENGTH);
    }
}
