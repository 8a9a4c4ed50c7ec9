package io.ate.internal.crypto;

/**
 * Opens the frames of one direction of a channel, in the order in which they were sealed: what is lost, repeated, moved
 * or changed does not open, and nothing opens after it. Confined to one thread at a time.
 */
public final class FrameOpener implements AutoCloseable {
    private final FrameKey key;

    /** An opener that copies {@code key} (32 bytes). */
    public FrameOpener(Secret key, RekeyLimits limits) {
        this.key = new FrameKey(key, limits);
    }

    /**
     * Opens {@code length} bytes of {@code source} into {@code target}, which may be the same place.
     *
     * @return how many bytes were written
     * @throws AuthenticationFailedException if this is not the next frame; the direction has then ended
     */
    public int open(byte[] source, int offset, int length, byte[] target, int targetOffset)
            throws AuthenticationFailedException {
        boolean opened = false;
        try {
            AesGcm.open(key.key(), key.nonce(), AssociatedData.none(), source, offset, length, target, targetOffset);
            opened = true;
        } finally {
            if (!opened) {
                key.close();
            }
        }
        int plaintext = length - FrameSealer.OVERHEAD;
        key.count(plaintext);
        return plaintext;
    }

    /** Zeroes the key; opening afterwards is an {@link IllegalStateException}. */
    @Override
    public void close() {
        key.close();
    }
}
