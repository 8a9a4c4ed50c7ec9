package io.ate.internal.log;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A row's value: content, then the CRC-32C over the row's key and the content. It says of each row by itself whether it
 * is the one that was written under this key, whatever the layers below promise. Stateless.
 */
final class CheckedValue {
    /** How many bytes the checksum takes. */
    static final int CHECKSUM = 4;

    private CheckedValue() {}

    /** The value of that content; {@code content} must not be used afterwards. */
    static byte[] of(byte[] key, WireWriter content) {
        int length = content.length();
        Slice whole = content.u32(0).toSlice();
        byte[] value = whole.array().length == whole.length() ? whole.array() : whole.toArray();
        ByteBuffer.wrap(value).putInt(length, checksum(key, value, length));
        return value;
    }

    /** The content of the value, shared with it. */
    static Slice content(byte[] key, byte[] value) throws MalformedException {
        int length = value.length - CHECKSUM;
        if (length < 0) {
            throw new MalformedException("a value of " + value.length + " bytes has no checksum");
        }
        int stated = ByteBuffer.wrap(value).getInt(length);
        int found = checksum(key, value, length);
        if (stated != found) {
            throw new MalformedException(
                    "its checksum is %08x where %08x was written".formatted(found, stated));
        }
        return Slice.of(value, 0, length);
    }

    private static int checksum(byte[] key, byte[] value, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(key);
        checksum.update(value, 0, length);
        return (int) checksum.getValue();
    }
}
