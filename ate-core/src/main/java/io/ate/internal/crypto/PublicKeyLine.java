package io.ate.internal.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Public keys as one line of text: {@code ate-key}, a space, and the base64url (no padding) of the bundle and the first
 * four bytes of its hash, which find what was cut or mistyped. A space and a comment may follow. Stateless.
 */
public final class PublicKeyLine {
    private static final String PREFIX = "ate-key ";
    static final int BEGINNING_BYTES = PREFIX.length();
    private static final int CHECK_BYTES = 4;
    private static final int LONGEST_COMMENT = 1000;

    private PublicKeyLine() {}

    /** Tells whether a text of which these are the first {@link #BEGINNING_BYTES} is meant as a public key. */
    static boolean isBeginning(byte[] first) {
        return PREFIX.equals(new String(first, StandardCharsets.US_ASCII));
    }

    /** The line of a bundle, without a comment or a line end. */
    public static String of(PublicBundle bundle) {
        byte[] checked = Arrays.copyOf(bundle.encoded(), PublicBundle.BYTES + CHECK_BYTES);
        System.arraycopy(bundle.hash().bytes(), 0, checked, PublicBundle.BYTES, CHECK_BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(checked);
    }

    /**
     * The bundle of a line, which may end in a line end.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    public static PublicBundle parse(String text) {
        String line = text.strip();
        if (line.startsWith(KeyText.BEGINNING)) {
            throw new IllegalArgumentException(
                    "it is a private key, which nobody else may see; what is handed to others is "
                            + "the public one beside it, whose file ends with \".pub\"");
        }
        if (!line.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a public key is a line that begins with \"ate-key \"");
        }
        int end = line.indexOf(' ', PREFIX.length());
        int comment = end < 0 ? 0 : line.length() - end;
        if (comment > LONGEST_COMMENT || line.chars().anyMatch(each -> each < ' ' || each == 0x7f)) {
            throw new IllegalArgumentException("a public key is a single line");
        }
        byte[] checked = decode(line.substring(PREFIX.length(), end < 0 ? line.length() : end));
        PublicBundle bundle = PublicBundle.of(Arrays.copyOf(checked, PublicBundle.BYTES));
        byte[] check = Arrays.copyOfRange(checked, PublicBundle.BYTES, checked.length);
        if (!Arrays.equals(check, Arrays.copyOf(bundle.hash().bytes(), CHECK_BYTES))) {
            throw new IllegalArgumentException("this public key is damaged: its checksum does not match");
        }
        return bundle;
    }

    private static byte[] decode(String text) {
        int characters = ((PublicBundle.BYTES + CHECK_BYTES) * 4 + 2) / 3;
        if (text.length() != characters) {
            throw new IllegalArgumentException("this public key is not whole: it has " + text.length() + " of "
                    + characters + " characters");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("this public key is damaged: it is not base64url", e);
        }
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("this public key is damaged: its last character is not as written");
        }
        return bytes;
    }
}
