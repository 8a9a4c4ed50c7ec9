package io.ate;

import io.ate.internal.wire.Hash;
import java.util.HexFormat;

/**
 * The identity of a chain: the 32-byte hash of its genesis record, to which every signature in the chain is bound.
 *
 * <p>
 * Immutable and thread-safe. Written as 64 lower-case hexadecimal digits.
 */
public final class ChainId {
    private final Hash hash;

    private ChainId(Hash hash) {
        this.hash = hash;
    }

    /** The chain id with these 32 bytes. */
    public static ChainId of(byte[] bytes) {
        return new ChainId(Hash.of(bytes));
    }

    /**
     * Reads the 64 hexadecimal digits that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static ChainId parse(String text) {
        if (text.length() != 64) {
            throw new IllegalArgumentException("a chain id has 64 hexadecimal digits, not " + text.length());
        }
        return of(HexFormat.of().parseHex(text));
    }

    /** The 32 bytes, in an array of the caller's own. */
    public byte[] bytes() {
        return hash.bytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainId that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return hash.toString();
    }
}
