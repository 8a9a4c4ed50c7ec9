package io.ate.internal.wire;

import java.util.HexFormat;

/**
 * A 32-byte hash as a value. Immutable and thread-safe; comparison is not constant-time, since hashes are public.
 */
public final class Hash {
    /** How many bytes a hash has. */
    public static final int BYTES = 32;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private Hash(long first, long second, long third, long fourth) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    /** The hash with exactly these 32 bytes. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return at(bytes, 0);
    }

    /** The hash that stands at {@code offset} of {@code bytes}. */
    public static Hash at(byte[] bytes, int offset) {
        return new Hash(BigEndian.getLong(bytes, offset), BigEndian.getLong(bytes, offset + 8),
                BigEndian.getLong(bytes, offset + 16), BigEndian.getLong(bytes, offset + 24));
    }

    /** The 32 bytes, in an array of the caller's own. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        copyTo(bytes, 0);
        return bytes;
    }

    /** Writes the 32 bytes at {@code offset} of {@code target}. */
    public void copyTo(byte[] target, int offset) {
        BigEndian.putLong(target, offset, first);
        BigEndian.putLong(target, offset + 8, second);
        BigEndian.putLong(target, offset + 16, third);
        BigEndian.putLong(target, offset + 24, fourth);
    }

    /** The first 64 bits, big-endian. */
    public long high() {
        return first;
    }

    /** The second 64 bits, big-endian. */
    public long low() {
        return second;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && first == that.first && second == that.second && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
