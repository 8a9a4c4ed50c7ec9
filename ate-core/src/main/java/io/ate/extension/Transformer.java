package io.ate.extension;

import io.ate.internal.transform.Zstd;
import java.util.Optional;

/**
 * Turns the bytes of a value into others before they are sealed, and back after they were opened, as compression does.
 * Thread-safe. Its id stands in the header of what went through it, in clear, so that readers know what to do.
 *
 * <p>
 * Values are kept for as long as their chain is: what was transformed once must be restored to the same bytes in every
 * program and in every later version, or come under another id.
 *
 * <p>
 * Whoever compresses shows by the length of what is stored how well it could be compressed, although it is sealed.
 * Where others have a say in what stands beside a secret in one value, they may guess the secret by that.
 */
public interface Transformer {
    /** The first id that programs may give; those below are the library's. */
    int FIRST_OWN_ID = 64;
    /** The last id that programs may give. */
    int LAST_OWN_ID = 255;

    /** What stands for it in headers: {@value #FIRST_OWN_ID} to {@value #LAST_OWN_ID}, always the same. */
    int id();

    /**
     * What is to be stored in place of {@code value}, or nothing if the value is to be stored as it is.
     *
     * @param value as Smile or JSON, at most 16 MiB; stays as it is
     */
    Optional<byte[]> transform(byte[] value);

    /**
     * The bytes from which {@link #transform} made {@code transformed}. These may come from anybody who may write: an
     * implementation looks at the limit before it takes memory.
     *
     * @param limit the most bytes that a value has
     * @throws IllegalArgumentException if {@code transformed} is nothing that {@link #transform} makes, or would take
     * more than {@code limit} bytes
     */
    byte[] restore(byte[] transformed, int limit);

    /** Zstandard at its usual level, 3. */
    static Transformer zstd() {
        return Zstd.USUAL;
    }

    /**
     * Zstandard (RFC 8878), id 1: every program reads what went through it, without being told to. Only what gets
     * shorter by it is stored compressed.
     *
     * @param level 1, the quickest, to 22, the smallest
     * @throws IllegalArgumentException if there is no such level
     */
    static Transformer zstd(int level) {
        return new Zstd(level);
    }
}
