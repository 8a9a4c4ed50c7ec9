package io.ate.internal.transform;

import com.github.luben.zstd.ZstdException;
import io.ate.AteException;
import io.ate.extension.Transformer;
import java.util.Optional;

/**
 * Zstandard: a value is one frame that states the length of its content, and nothing else. So it is known how much
 * memory it takes before any is given, and one value has no second part that somebody might not look at. Immutable and
 * thread-safe.
 */
public final class Zstd implements Transformer {
    /** What stands for it in headers. */
    public static final int ID = 1;
    /** At the level that Zstandard itself takes if it is told no other. */
    public static final Zstd USUAL = new Zstd(3);

    private static final int HIGHEST_LEVEL = 22;
    /** Nothing so short gets shorter: a frame takes some bytes of its own. */
    private static final int TOO_SHORT = 32;

    private final int level;

    /** @throws IllegalArgumentException if there is no such level */
    public Zstd(int level) {
        if (level < 1 || level > HIGHEST_LEVEL) {
            throw new IllegalArgumentException("levels of zstd are 1 to " + HIGHEST_LEVEL + ", not " + level);
        }
        this.level = level;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Optional<byte[]> transform(byte[] value) {
        if (value.length < TOO_SHORT) {
            return Optional.empty();
        }
        demandLoaded();
        byte[] compressed = com.github.luben.zstd.Zstd.compress(value, level);
        return compressed.length < value.length ? Optional.of(compressed) : Optional.empty();
    }

    @Override
    public byte[] restore(byte[] transformed, int limit) {
        demandLoaded();
        long length = transformed.length == 0 ? -1 : com.github.luben.zstd.Zstd.getFrameContentSize(transformed);
        if (length < 0) {
            throw new IllegalArgumentException("it is no frame of zstd that says how long its content is");
        }
        if (length > limit) {
            throw new IllegalArgumentException("its content takes " + length + " bytes, and a value at most " + limit);
        }
        try {
            if (com.github.luben.zstd.Zstd.findFrameCompressedSize(transformed) != transformed.length) {
                throw new IllegalArgumentException("behind the frame of zstd stands something else");
            }
            byte[] value = com.github.luben.zstd.Zstd.decompress(transformed, (int) length);
            if (value.length != length) {
                throw new IllegalArgumentException("its content is not as long as it says");
            }
            return value;
        } catch (ZstdException e) {
            throw new IllegalArgumentException("it is no whole frame of zstd: " + e.getMessage(), e);
        }
    }

    /** The native part is unpacked when it is needed for the first time, which may fail. */
    private static void demandLoaded() {
        try {
            com.github.luben.zstd.util.Native.load();
        } catch (LinkageError e) {
            throw new AteException("zstd cannot be loaded on this machine; let the folder for temporary files be"
                    + " writable, and libraries be loaded from there, or name another by -DZstdTempFolder", e);
        }
    }

    @Override
    public String toString() {
        return "zstd at level " + level;
    }
}
