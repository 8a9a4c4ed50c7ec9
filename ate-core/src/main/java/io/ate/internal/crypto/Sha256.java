package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One SHA-256 in the making, of an input that is unambiguous: a label first, parts of fixed length as they are, every
 * part of variable length behind its length (u32, big-endian). Confined to one thread, and used once.
 *
 * <p>
 * Begins from a clone of a digest that has taken in the label. That costs less than asking the provider for a new one
 * and, unlike a digest kept by thread, nothing for each of a million virtual threads.
 */
public final class Sha256 {
    private static final MessageDigest EMPTY = newDigest();

    private final MessageDigest digest;

    private Sha256(MessageDigest digest) {
        this.digest = digest;
    }

    /** A hash whose input begins with {@code label}. */
    public static Sha256 of(Label label) {
        return new Sha256(label.begin());
    }

    /**
     * A hash without a label, for constructions that another standard fixes (the tree of RFC 9162) and whose first byte
     * keeps uses apart.
     */
    public static Sha256 unlabelled() {
        return new Sha256(copyOf(EMPTY));
    }

    /** The hash of bytes as they are: what names stored bytes that stand for nothing but themselves. */
    public static Hash plain(Slice bytes) {
        return unlabelled().fixed(bytes).digest();
    }

    /** The hash of bytes as they are. */
    public static Hash plain(byte[] bytes) {
        return unlabelled().fixed(bytes).digest();
    }

    /** Adds a part whose length is the same in every input of this label. */
    public Sha256 fixed(byte[] part) {
        digest.update(part);
        return this;
    }

    /** Adds a part whose length is the same in every input of this label. */
    public Sha256 fixed(Slice part) {
        digest.update(part.array(), part.offset(), part.length());
        return this;
    }

    /** Adds the 32 bytes of a hash. */
    public Sha256 fixed(Hash part) {
        return fixed(part.bytes());
    }

    /** Adds a part of variable length: its length as u32, then the bytes. */
    public Sha256 variable(byte[] part) {
        return u32(part.length).fixed(part);
    }

    /** Adds a part of variable length: its length as u32, then the bytes. */
    public Sha256 variable(Slice part) {
        return u32(part.length()).fixed(part);
    }

    /** Adds one byte. */
    public Sha256 u8(int value) {
        digest.update((byte) value);
        return this;
    }

    /** Adds four bytes, big-endian. */
    public Sha256 u32(int value) {
        return u8(value >>> 24).u8(value >>> 16).u8(value >>> 8).u8(value);
    }

    /** Adds eight bytes, big-endian. */
    public Sha256 u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    /** Ends the hash. */
    public Hash digest() {
        return Hash.of(digest.digest());
    }

    /** Ends the hash, as bytes. */
    public byte[] digestBytes() {
        return digest.digest();
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
