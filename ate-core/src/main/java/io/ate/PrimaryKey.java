package io.ate;

import java.util.HexFormat;

/**
 * The 128-bit identity of an object within its chain.
 *
 * <p>
 * A key derived from a parent and a name has the top bit set. A random key has the top two bits clear; those that begin
 * with 01 are where public keys are published, so that nothing else can take their place. Key zero is the chain itself.
 * Immutable and thread-safe.
 *
 * @param high the first 64 bits, big-endian
 * @param low the last 64 bits
 */
public record PrimaryKey(long high, long low) implements Comparable<PrimaryKey> {

    /** Object zero: the chain itself, and the parent of every object at the top. */
    public static final PrimaryKey ZERO = new PrimaryKey(0, 0);

    /** How many bytes a key takes in every layout. */
    public static final int BYTES = 16;

    /** Tells whether this key was derived from a parent and a name. */
    public boolean isDerived() {
        return high < 0;
    }

    /** Tells whether this is object zero. */
    public boolean isZero() {
        return high == 0 && low == 0;
    }

    /**
     * Reads the 32 hexadecimal digits that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static PrimaryKey parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("an object id has 32 hexadecimal digits, not " + text.length());
        }
        return new PrimaryKey(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    @Override
    public int compareTo(PrimaryKey other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The key as 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
