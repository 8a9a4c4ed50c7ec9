package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * One HMAC-SHA-256 in the making, of an input built by the same rule as {@link Sha256}. Confined to one thread, and
 * used once.
 */
public final class HmacSha256 {
    private final Mac mac;

    private HmacSha256(Mac mac) {
        this.mac = mac;
    }

    /** A MAC under {@code key} whose input begins with {@code label}. */
    public static HmacSha256 of(Secret key, Label label) {
        return unlabelled(key).fixed(label.bytes());
    }

    /** A MAC under a key that has no other use, so that its input needs no label. */
    public static HmacSha256 unlabelled(Secret key) {
        byte[] bytes = key.expose(SecretAccess.granted());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new RawKey(bytes));
            return new HmacSha256(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Adds a part whose length is the same in every input. */
    public HmacSha256 fixed(byte[] part) {
        mac.update(part);
        return this;
    }

    /** Adds a part of variable length: its length as u32, then the bytes. */
    public HmacSha256 variable(byte[] part) {
        return variable(Slice.of(part));
    }

    /** Adds a part of variable length: its length as u32, then the bytes. */
    public HmacSha256 variable(Slice part) {
        int length = part.length();
        mac.update((byte) (length >>> 24));
        mac.update((byte) (length >>> 16));
        mac.update((byte) (length >>> 8));
        mac.update((byte) length);
        mac.update(part.array(), part.offset(), length);
        return this;
    }

    /** Ends the MAC. Compare it with {@link java.security.MessageDigest#isEqual} where it stands for a right. */
    public Hash digest() {
        return Hash.of(mac.doFinal());
    }
}
