package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A few words for bytes in tests. */
final class Bytes {
    private Bytes() {}

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Slice slice(String text) {
        return Slice.of(ascii(text));
    }

    static byte[] exposed(Secret secret) {
        return secret.expose(SecretAccess.granted());
    }

    /** A copy with one bit of {@code bytes} changed. */
    static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }
}
