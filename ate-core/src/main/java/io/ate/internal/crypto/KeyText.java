package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text in a key file: five lines of ASCII, each ended by a line feed.
 *
 * <pre>
 * ate-key-file 1
 * id &lt;32 hexadecimal digits: the id that the keys must have&gt;
 * protection none | protection argon2id &lt;KiB&gt; &lt;passes&gt; &lt;lanes&gt; &lt;salt&gt;
 * secret &lt;the 96 bytes of seeds | nonce (24) ‖ the seeds sealed by XAES-256-GCM (112)&gt;
 * checksum &lt;16 hexadecimal digits: from a hash over the four lines before&gt;
 * </pre>
 *
 * Bytes are base64url without padding. The key of the seal is Argon2id of the passphrase and the salt, its associated
 * data {@code "ate/key-file-seal/1" ‖ u32 length ‖ the first three lines}; the checksum is cut from
 * {@code SHA-256("ate/key-file/1" ‖ u32 length ‖ the four lines)} and tells damage from a wrong passphrase. Immutable
 * and thread-safe, but for {@link #close()}.
 */
final class KeyText implements AutoCloseable {
    private static final Label CHECKSUM = Label.of("ate/key-file/1");
    private static final Label SEAL = Label.of("ate/key-file-seal/1");
    private static final int CHECKSUM_DIGITS = 16;
    private static final byte[] SECRET_LINE = ascii("secret ");
    private static final byte[] CHECKSUM_LINE = ascii("checksum ");
    static final String BEGINNING = "ate-key-file ";
    private static final Pattern HEAD = Pattern.compile("ate-key-file 1\nid ([0-9a-f]{32})\nprotection "
            + "(none|argon2id (0|[1-9][0-9]{0,8}) (0|[1-9][0-9]{0,8}) (0|[1-9][0-9]{0,8}) ([A-Za-z0-9_-]{22}))\n");

    private final byte[] head;
    private final String id;
    private final @Nullable Protection protection;
    private final byte[] secret;

    private KeyText(byte[] head, String id, @Nullable Protection protection, byte[] secret) {
        this.head = head;
        this.id = id;
        this.protection = protection;
        this.secret = secret;
    }

    private record Protection(Argon2id parameters, Slice salt) {}

    /** The text of keys that nothing but the file's mode protects; the caller zeroes it. */
    static byte[] of(HeldKeys keys) {
        byte[] head = head(keys, "none");
        return keys.seeds().use(SecretAccess.granted(), seeds -> text(head, seeds));
    }

    /** The text of keys that open with {@code passphrase}. */
    static byte[] of(HeldKeys keys, char[] passphrase, Entropy entropy) {
        Argon2id parameters = Argon2id.DEFAULT;
        byte[] salt = entropy.bytes(Argon2id.SALT_BYTES);
        byte[] head = head(keys, "argon2id " + parameters.memoryKiB() + " " + parameters.passes() + " "
                + parameters.lanes() + " " + Base64.getUrlEncoder().withoutPadding().encodeToString(salt));
        byte[] nonce = Xaes256Gcm.newNonce(entropy);
        try (Secret key = parameters.derive(passphrase, salt, Xaes256Gcm.KEY_BYTES)) {
            byte[] sealed = keys.seeds()
                    .use(SecretAccess.granted(),
                            seeds -> Xaes256Gcm.seal(key, nonce, boundTo(head), Slice.of(seeds)));
            return text(head, ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
        }
    }

    /** Reads a text, strictly. */
    static KeyText parse(byte[] content) throws KeyTextException {
        if (!startsWith(content, 0, ascii(BEGINNING))) {
            throw new KeyTextException("is no key file: it does not begin with \"ate-key-file\"");
        }
        if (!startsWith(content, 0, ascii(BEGINNING + "1\n"))) {
            throw new KeyTextException("has a format that this version does not know");
        }
        int checksumAt = content.length - CHECKSUM_LINE.length - CHECKSUM_DIGITS - 1;
        if (checksumAt < 0 || !startsWith(content, checksumAt, CHECKSUM_LINE) || content[content.length - 1] != '\n') {
            throw new KeyTextException("is not whole: its last line is no checksum");
        }
        Slice before = Slice.of(content, 0, checksumAt);
        if (!startsWith(content, checksumAt + CHECKSUM_LINE.length, ascii(checksum(before)))) {
            throw new KeyTextException("is damaged: its checksum does not match");
        }
        return parseChecked(before.toArray());
    }

    private static KeyText parseChecked(byte[] lines) throws KeyTextException {
        try {
            int secretAt = 0;
            for (int line = 0; line < 3; line++) {
                while (secretAt < lines.length && lines[secretAt++] != '\n') {
                    // on to the end of the line
                }
            }
            byte[] head = Arrays.copyOf(lines, secretAt);
            Matcher facts = HEAD.matcher(new String(head, StandardCharsets.ISO_8859_1));
            if (!facts.matches() || !startsWith(lines, secretAt, SECRET_LINE) || lines[lines.length - 1] != '\n') {
                throw new KeyTextException("has lines that do not belong into a key file");
            }
            byte[] encoded = Arrays.copyOfRange(lines, secretAt + SECRET_LINE.length, lines.length - 1);
            byte[] secret = decode(encoded);
            Arrays.fill(encoded, (byte) 0);
            Protection protection = facts.group(2).equals("none") ? null : protection(facts);
            int expected = HeldKeys.SEED_BYTES
                    + (protection == null ? 0 : Xaes256Gcm.NONCE_BYTES + Xaes256Gcm.TAG_BYTES);
            if (secret.length != expected) {
                throw new KeyTextException("has a secret of " + secret.length + " bytes, not " + expected);
            }
            return new KeyText(head, facts.group(1), protection, secret);
        } finally {
            Arrays.fill(lines, (byte) 0);
        }
    }

    private static Protection protection(Matcher facts) throws KeyTextException {
        try {
            return new Protection(new Argon2id(Integer.parseInt(facts.group(3)), Integer.parseInt(facts.group(4)),
                    Integer.parseInt(facts.group(5))), Slice.of(decode(ascii(facts.group(6)))));
        } catch (IllegalArgumentException e) {
            throw new KeyTextException("is refused: " + e.getMessage());
        }
    }

    /** Tells whether a passphrase is needed. */
    boolean isProtected() {
        return protection != null;
    }

    /** The keys of a text that is not protected. */
    HeldKeys keys(Entropy entropy) throws KeyTextException {
        return checked(HeldKeys.of(Secret.take(secret.clone()), entropy));
    }

    /** The keys of a protected text. */
    HeldKeys keys(char[] passphrase, Entropy entropy) throws KeyTextException {
        if (protection == null) {
            throw new KeyTextException("is not protected by a passphrase");
        }
        byte[] nonce = Arrays.copyOf(secret, Xaes256Gcm.NONCE_BYTES);
        Slice sealed = Slice.of(secret, nonce.length, secret.length - nonce.length);
        try (Secret key = protection.parameters.derive(passphrase, protection.salt.toArray(), Xaes256Gcm.KEY_BYTES)) {
            return checked(HeldKeys.of(Secret.take(Xaes256Gcm.open(key, nonce, boundTo(head), sealed)), entropy));
        } catch (AuthenticationFailedException e) {
            throw new KeyTextException("does not open with this passphrase");
        }
    }

    /** Keys that do not have the id which the text names were changed on purpose, checksum and all. */
    private HeldKeys checked(HeldKeys keys) throws KeyTextException {
        if (!keys.id().toString().equals(id)) {
            keys.close();
            throw new KeyTextException("is damaged: its keys are not those of the id it names");
        }
        return keys;
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    private static byte[] head(HeldKeys keys, String protection) {
        return ascii(BEGINNING + "1\nid " + keys.id() + "\nprotection " + protection + "\n");
    }

    private static byte[] text(byte[] head, byte[] secret) {
        byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(secret);
        int before = head.length + SECRET_LINE.length + encoded.length + 1;
        ByteBuffer text = ByteBuffer.allocate(before + CHECKSUM_LINE.length + CHECKSUM_DIGITS + 1);
        text.put(head).put(SECRET_LINE).put(encoded).put((byte) '\n');
        Arrays.fill(encoded, (byte) 0);
        String checksum = checksum(Slice.of(text.array(), 0, before));
        return text.put(CHECKSUM_LINE).put(ascii(checksum)).put((byte) '\n').array();
    }

    private static String checksum(Slice lines) {
        return Sha256.of(CHECKSUM).variable(lines).digest().toString().substring(0, CHECKSUM_DIGITS);
    }

    private static AssociatedData boundTo(byte[] head) {
        return AssociatedData.of(SEAL).variable(head);
    }

    private static byte[] decode(byte[] encoded) throws KeyTextException {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            // The message of the decoder would quote a character of the secret.
            throw new KeyTextException("is damaged: a value is not base64url");
        }
        if (!Arrays.equals(Base64.getUrlEncoder().withoutPadding().encode(bytes), encoded)) {
            throw new KeyTextException("is damaged: a value is not the one encoding of its bytes");
        }
        return bytes;
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] prefix) {
        return bytes.length - from >= prefix.length
                && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
