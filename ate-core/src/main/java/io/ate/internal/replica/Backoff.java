package io.ate.internal.replica;

import io.ate.internal.crypto.Entropy;
import java.nio.ByteBuffer;

/**
 * How long to wait before the next attempt: any time up to a bound that doubles with each failure ("full jitter"), so
 * that clients which lost a server together do not come back together. Confined to its owner.
 */
final class Backoff {
    private static final long SHORTEST = 100;
    private static final long LONGEST = 30_000;

    private final Entropy entropy;
    private long bound = SHORTEST;

    Backoff(Entropy entropy) {
        this.entropy = entropy;
    }

    /** Milliseconds to wait now. */
    long next() {
        long random = ByteBuffer.wrap(entropy.bytes(Long.BYTES)).getLong();
        long delay = Long.remainderUnsigned(random, bound) + 1;
        bound = Math.min(LONGEST, bound * 2);
        return delay;
    }

    /** It worked. */
    void reset() {
        bound = SHORTEST;
    }
}
