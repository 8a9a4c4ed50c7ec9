package io.ate;

import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.PublicKeyLine;
import java.util.Objects;

/**
 * The public part of a {@link KeyBundle}: what others need to check its signatures and to share with it. It names a
 * person in rules, or a server by its identity. Immutable and thread-safe.
 */
public final class PublicKeys {
    private final PublicBundle bundle;

    private PublicKeys(PublicBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * The public keys with this encoding.
     *
     * @param encoded 3202 bytes: signature suite (1), key encapsulation suite (1), Ed25519 key (32), ML-DSA-65 key
     * (1952), X-Wing key (1216)
     * @throws IllegalArgumentException if the length is another or a suite is not known
     */
    public static PublicKeys of(byte[] encoded) {
        return new PublicKeys(PublicBundle.of(encoded));
    }

    /**
     * Reads the line that {@link #toLine()} writes, with or without a comment after it.
     *
     * @throws IllegalArgumentException if it is no such line, or was cut or mistyped
     */
    public static PublicKeys parse(String line) {
        return new PublicKeys(PublicKeyLine.parse(Objects.requireNonNull(line, "line")));
    }

    /** The short name of these keys. */
    public KeyId id() {
        return bundle.id();
    }

    /**
     * What people compare and programs pin: the SHA-256 of these keys, as 64 lower-case hexadecimal digits. The first
     * half is the {@link #id()}.
     */
    public String fingerprint() {
        return bundle.hash().toString();
    }

    /** The 3202 bytes that {@link #of} reads, in an array of the caller's own. */
    public byte[] encoded() {
        return bundle.encoded();
    }

    /** These keys as one line of text to hand to others: {@code ate-key} and 4275 characters of base64url. */
    public String toLine() {
        return PublicKeyLine.of(bundle);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKeys that && bundle.equals(that.bundle);
    }

    @Override
    public int hashCode() {
        return bundle.hashCode();
    }

    @Override
    public String toString() {
        return "PublicKeys[" + id() + "]";
    }
}
