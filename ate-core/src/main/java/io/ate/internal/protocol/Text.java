package io.ate.internal.protocol;

import java.nio.charset.StandardCharsets;

/** Text for people as it travels: never longer than {@link Message#TEXT}, always well-formed. Stateless. */
final class Text {
    private static final String ELLIPSIS = "…";
    private static final int ELLIPSIS_BYTES = 3;

    private Text() {}

    /** {@code text}, or as much of its beginning as fits; what no encoding has (half a character) becomes '?'. */
    static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Message.TEXT) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        int end = Message.TEXT - ELLIPSIS_BYTES;
        while (isInsideOfCharacter(bytes[end])) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + ELLIPSIS;
    }

    private static boolean isInsideOfCharacter(byte unit) {
        return (unit & 0xc0) == 0x80;
    }
}
