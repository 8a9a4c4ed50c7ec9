package io.ate;

import java.util.HexFormat;

/**
 * The 128-bit name of a public key bundle, in rules, proofs and wraps alike: the first half of its
 * {@linkplain PublicKeys#fingerprint() fingerprint}.
 *
 * <p>
 * Immutable and thread-safe. Written as 32 lower-case hexadecimal digits.
 *
 * @param high the first 64 bits, big-endian
 * @param low the last 64 bits
 */
public record KeyId(long high, long low) {

    /** How many bytes an id takes in every layout. */
    public static final int BYTES = 16;

    /**
     * Reads the 32 hexadecimal digits that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static KeyId parse(String text) {
        if (text.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a key id has 32 hexadecimal digits, not " + text.length());
        }
        return new KeyId(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    /** The id as 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
