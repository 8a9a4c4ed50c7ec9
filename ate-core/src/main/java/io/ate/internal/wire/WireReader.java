package io.ate.internal.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads one layout from a slice, strictly: every length is checked against its bound and against what is there before
 * anything is allocated, and {@link #end()} refuses what is left over. Confined to one thread.
 */
public final class WireReader {
    private final byte[] array;
    private final int start;
    private final int limit;
    private int position;

    public WireReader(Slice slice) {
        array = slice.array();
        start = slice.offset();
        position = start;
        limit = start + slice.length();
    }

    /** How many bytes have been read. */
    public int position() {
        return position - start;
    }

    /** How many bytes are left. */
    public int remaining() {
        return limit - position;
    }

    public int u8() throws MalformedException {
        return array[advance(1)] & 0xff;
    }

    public int u16() throws MalformedException {
        return BigEndian.getShort(array, advance(2)) & 0xffff;
    }

    /** An unsigned 32-bit number that is at most {@code bound}. */
    public int u32(int bound) throws MalformedException {
        int value = BigEndian.getInt(array, advance(4));
        if (value < 0 || value > bound) {
            throw new MalformedException("length " + Integer.toUnsignedString(value) + " exceeds " + bound);
        }
        return value;
    }

    /** A 64-bit number that counts something: never negative. */
    public long u64() throws MalformedException {
        long value = BigEndian.getLong(array, advance(8));
        if (value < 0) {
            throw new MalformedException("number " + Long.toUnsignedString(value) + " exceeds 2^63-1");
        }
        return value;
    }

    /** 64 bits of any meaning. */
    public long bits64() throws MalformedException {
        return BigEndian.getLong(array, advance(8));
    }

    public Hash hash() throws MalformedException {
        return Hash.at(array, advance(Hash.BYTES));
    }

    /** Exactly {@code count} bytes, sharing the array. */
    public Slice slice(int count) throws MalformedException {
        return Slice.of(array, advance(count), count);
    }

    /** A u32 length of at most {@code bound}, then as many bytes. */
    public Slice slice32(int bound) throws MalformedException {
        return slice(u32(bound));
    }

    /** A u16 length, then as many bytes. */
    public Slice slice16() throws MalformedException {
        return slice(u16());
    }

    /** A u8 length, then as many bytes of well-formed UTF-8. */
    public String name() throws MalformedException {
        return text(u8());
    }

    /** A u16 length of at most {@code bound}, then as many bytes of well-formed UTF-8. */
    public String text16(int bound) throws MalformedException {
        int length = u16();
        if (length > bound) {
            throw new MalformedException("text of " + length + " bytes exceeds " + bound);
        }
        return text(length);
    }

    /** One of the values 0 and 1. */
    public boolean flag() throws MalformedException {
        return switch (u8()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new MalformedException("a flag is 0 or 1");
        };
    }

    /** Demands that everything has been read. */
    public void end() throws MalformedException {
        if (position != limit) {
            throw new MalformedException((limit - position) + " bytes left over");
        }
    }

    private String text(int length) throws MalformedException {
        int from = advance(length);
        for (int i = from; i < from + length; i++) {
            if (array[i] < 0) {
                return strictUtf8(from, length);
            }
        }
        return new String(array, from, length, StandardCharsets.ISO_8859_1);
    }

    private String strictUtf8(int from, int length) throws MalformedException {
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(array, from, length));
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a name is not well-formed UTF-8");
        }
    }

    private int advance(int count) throws MalformedException {
        int from = position;
        if (count > limit - from) {
            throw new MalformedException("ends " + (count - (limit - from)) + " bytes too early");
        }
        position = from + count;
        return from;
    }
}
