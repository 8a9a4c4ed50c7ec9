package io.ate.internal.wire;

import java.util.Arrays;

/**
 * A range of bytes inside an array that nobody changes any more. Immutable by agreement: whoever makes a slice gives up
 * writing to the array. Thread-safe on that condition. Equality is by content.
 */
public final class Slice {
    private static final Slice EMPTY = new Slice(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Slice(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** The empty slice. */
    public static Slice empty() {
        return EMPTY;
    }

    /** All of {@code array}, which the caller gives up. */
    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }

    /** The {@code length} bytes from {@code offset} of {@code array}, which the caller gives up. */
    public static Slice of(byte[] array, int offset, int length) {
        if ((offset | length) < 0 || offset > array.length - length) {
            throw new IndexOutOfBoundsException("slice " + offset + "+" + length + " of " + array.length);
        }
        return new Slice(array, offset, length);
    }

    /** The array that holds the bytes; for reading only. */
    public byte[] array() {
        return array;
    }

    /** Where in {@link #array()} the bytes begin. */
    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at {@code index} of this slice. */
    public byte at(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("index " + index + " of " + length);
        }
        return array[offset + index];
    }

    /** The part of this slice from {@code from} on, {@code count} bytes long, sharing its array. */
    public Slice part(int from, int count) {
        if ((from | count) < 0 || from > length - count) {
            throw new IndexOutOfBoundsException("part " + from + "+" + count + " of " + length);
        }
        return new Slice(array, offset + from, count);
    }

    /** The bytes in an array of the caller's own. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slice that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return "Slice[" + length + " bytes]";
    }
}
