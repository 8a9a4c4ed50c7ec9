package io.ate.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes one layout into a growing array. What does not fit its length field is a programmer's error, since callers
 * check users' input before. Confined to one thread.
 */
public final class WireWriter {
    private byte[] array;
    private int position;

    public WireWriter() {
        this(256);
    }

    public WireWriter(int expected) {
        array = new byte[expected];
    }

    private WireWriter(byte[] array) {
        this.array = array;
    }

    /** Writes into that array from its beginning; only what does not fit goes elsewhere, with all that is before it. */
    public static WireWriter into(byte[] array) {
        return new WireWriter(array);
    }

    /** How many bytes have been written. */
    public int length() {
        return position;
    }

    public WireWriter u8(int value) {
        int at = advance(1);
        array[at] = (byte) fits(value, 0xff);
        return this;
    }

    public WireWriter u16(int value) {
        int at = advance(2);
        BigEndian.putShort(array, at, (short) fits(value, 0xffff));
        return this;
    }

    public WireWriter u32(int value) {
        int at = advance(4);
        BigEndian.putInt(array, at, fits(value, Integer.MAX_VALUE));
        return this;
    }

    public WireWriter u64(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a count is not negative: " + value);
        }
        return bits64(value);
    }

    public WireWriter bits64(long value) {
        int at = advance(8);
        BigEndian.putLong(array, at, value);
        return this;
    }

    public WireWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    public WireWriter hash(Hash hash) {
        int at = advance(Hash.BYTES);
        hash.copyTo(array, at);
        return this;
    }

    /** The bytes alone, without a length. */
    public WireWriter raw(byte[] bytes) {
        int at = advance(bytes.length);
        System.arraycopy(bytes, 0, array, at, bytes.length);
        return this;
    }

    /** The bytes alone, without a length. */
    public WireWriter raw(Slice slice) {
        int at = advance(slice.length());
        System.arraycopy(slice.array(), slice.offset(), array, at, slice.length());
        return this;
    }

    /** A u32 length, then the bytes. */
    public WireWriter slice32(Slice slice) {
        return u32(slice.length()).raw(slice);
    }

    /** A u16 length, then the bytes. */
    public WireWriter slice16(Slice slice) {
        return u16(slice.length()).raw(slice);
    }

    /** A u8 length, then the text in UTF-8. */
    public WireWriter name(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return u8(bytes.length).raw(bytes);
    }

    /** A u16 length, then the text in UTF-8. */
    public WireWriter text16(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return u16(bytes.length).raw(bytes);
    }

    /** Writes a u32 over the four bytes that begin at {@code position}: a length that was not known before. */
    public WireWriter u32At(int position, int value) {
        Objects.checkFromIndexSize(position, 4, this.position);
        BigEndian.putInt(array, position, fits(value, Integer.MAX_VALUE));
        return this;
    }

    /** Takes back everything from {@code position} on, and returns it in an array of the caller's own. */
    public byte[] takeBack(int position) {
        byte[] taken = Arrays.copyOfRange(array, Objects.checkIndex(position, this.position + 1), this.position);
        this.position = position;
        return taken;
    }

    /** What has been written, in an array of the caller's own. */
    public byte[] toArray() {
        return Arrays.copyOf(array, position);
    }

    /** What has been written, without a copy; this writer must not be used afterwards. */
    public Slice toSlice() {
        return Slice.of(array, 0, position);
    }

    private static int fits(int value, int bound) {
        if (value < 0 || value > bound) {
            throw new IllegalArgumentException(value + " does not fit its field of at most " + bound);
        }
        return value;
    }

    /** Call it before naming {@code array}: it may put a larger one in its place. */
    private int advance(int count) {
        int from = position;
        if (count > array.length - from) {
            array = Arrays.copyOf(array,
                    Math.max(Math.addExact(from, count), (int) Math.min(2L * array.length, Integer.MAX_VALUE - 16)));
        }
        position = from + count;
        return from;
    }
}
