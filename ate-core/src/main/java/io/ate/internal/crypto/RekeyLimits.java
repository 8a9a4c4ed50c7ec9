package io.ate.internal.crypto;

/**
 * After how much a direction of a channel changes its key: when either number is reached. Both sides must have the
 * same. Immutable.
 *
 * @param bytes plaintext bytes
 * @param frames frames
 */
public record RekeyLimits(long bytes, long frames) {
    /** What the protocol fixes: 64 GiB, 2^32 frames. */
    public static final RekeyLimits PROTOCOL = new RekeyLimits(1L << 36, 1L << 32);

    public RekeyLimits {
        if (bytes < 1 || frames < 1) {
            throw new IllegalArgumentException("a key seals at least one byte and one frame");
        }
    }
}
