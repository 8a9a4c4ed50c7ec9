package io.ate.internal.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secret bytes with one owner, who closes them: then they are zero, and every further use is an
 * {@link IllegalStateException}. Thread-safe: a use that runs while another thread closes sees all bytes or fails.
 *
 * <p>
 * Never prints, has no {@code equals} (a comparison that may leak) and reads out only against a {@link SecretAccess}.
 */
public final class Secret implements AutoCloseable {
    private final int length;
    private byte @Nullable [] bytes;
    private String why = "this secret was closed";

    private Secret(byte[] bytes) {
        this.bytes = bytes;
        length = bytes.length;
    }

    /** A secret of these bytes. The array belongs to the secret from now on and is zeroed with it. */
    public static Secret take(byte[] bytes) {
        return new Secret(bytes);
    }

    /** A new secret of {@code length} random bytes. */
    public static Secret random(int length, Entropy entropy) {
        byte[] bytes = new byte[length];
        entropy.fill(bytes);
        return new Secret(bytes);
    }

    /** How many bytes there are; known after closing too. */
    public int length() {
        return length;
    }

    /**
     * A copy of the bytes, which the caller zeroes after use.
     *
     * @throws IllegalStateException if this secret is closed
     */
    public synchronized byte[] expose(SecretAccess access) {
        if (bytes == null) {
            throw new IllegalStateException(why);
        }
        return bytes.clone();
    }

    /**
     * What {@code use} makes of the bytes. It gets a copy that is zeroed when it returns, and must not keep it.
     *
     * @throws IllegalStateException if this secret is closed
     */
    public <T extends @Nullable Object> T use(SecretAccess access, Function<byte[], T> use) {
        byte[] copy = expose(access);
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** A second owner's copy: closing one leaves the other. */
    public Secret copy() {
        return new Secret(expose(SecretAccess.granted()));
    }

    /** Tells in constant time whether both have the same bytes; different lengths show at once. */
    public boolean sameAs(Secret other) {
        return use(SecretAccess.granted(),
                mine -> other.use(SecretAccess.granted(), theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    /** Tells whether the bytes are gone. */
    public synchronized boolean isClosed() {
        return bytes == null;
    }

    /** Zeroes the bytes. Closing again does nothing. */
    @Override
    public void close() {
        close(why);
    }

    /** Zeroes the bytes, and tells whoever comes later why they are gone. Closing again does nothing. */
    public synchronized void close(String reason) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
            bytes = null;
            why = reason;
        }
    }

    @Override
    public String toString() {
        return "Secret[" + length + " bytes]";
    }
}
