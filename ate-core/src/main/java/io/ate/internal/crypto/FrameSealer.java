package io.ate.internal.crypto;

/**
 * Seals the frames of one direction of a channel by AES-256-GCM, each under the next number. Confined to one thread at
 * a time, in the order in which frames are sent.
 */
public final class FrameSealer implements AutoCloseable {
    /** By how much a sealed frame is longer. */
    public static final int OVERHEAD = AesGcm.TAG_BYTES;

    private final FrameKey key;

    /** A sealer that copies {@code key} (32 bytes), which no other sealer may ever have. */
    public FrameSealer(Secret key, RekeyLimits limits) {
        this.key = new FrameKey(key, limits);
    }

    /**
     * Seals {@code length} bytes of {@code source} into {@code target}, which takes {@link #OVERHEAD} more. Source and
     * target may be the same place: so a frame is sealed where it was encoded.
     *
     * @return how many bytes were written
     */
    public int seal(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        if (targetOffset > target.length - length - OVERHEAD) {
            throw new IndexOutOfBoundsException("a sealed frame of " + length + " bytes needs " + OVERHEAD + " more");
        }
        AesGcm.seal(key.key(), key.nonce(), AssociatedData.none(), source, offset, length, target, targetOffset);
        key.count(length);
        return length + OVERHEAD;
    }

    /** Zeroes the key; sealing afterwards is an {@link IllegalStateException}. */
    @Override
    public void close() {
        key.close();
    }
}
