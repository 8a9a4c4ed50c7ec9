package io.ate.internal.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The key of one direction of a channel, with the counter that makes each nonce unique and the renewal of the key. The
 * nonce is {@code u32 0 ‖ u64 counter}. Confined to one thread.
 */
final class FrameKey implements AutoCloseable {
    private static final Label REKEY = Label.of("ate/rekey/1");

    private final RekeyLimits limits;
    private final ByteBuffer nonce = ByteBuffer.allocate(AesGcm.NONCE_BYTES);
    private final byte[] key;
    private boolean ended;
    private long frames;
    private long bytes;

    /** Takes its bytes from {@code key}, which stays the caller's. */
    FrameKey(Secret key, RekeyLimits limits) {
        if (key.length() != AesGcm.KEY_BYTES) {
            throw new IllegalArgumentException("a frame key has 32 bytes, not " + key.length());
        }
        this.key = key.expose(SecretAccess.granted());
        this.limits = limits;
    }

    byte[] key() {
        if (ended) {
            throw new IllegalStateException("this direction of the channel has ended");
        }
        return key;
    }

    byte[] nonce() {
        return nonce.putLong(4, frames).array();
    }

    /** Counts a frame of {@code length} plaintext bytes and renews the key when it is due. */
    void count(int length) {
        frames++;
        bytes += length;
        if (frames >= limits.frames() || bytes >= limits.bytes()) {
            byte[] next = Hkdf.expand(key, REKEY.bytes(), key.length);
            System.arraycopy(next, 0, key, 0, key.length);
            Arrays.fill(next, (byte) 0);
            frames = 0;
            bytes = 0;
        }
    }

    @Override
    public void close() {
        ended = true;
        Arrays.fill(key, (byte) 0);
    }
}
