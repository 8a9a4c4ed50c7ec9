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
    /** With somebody waiting for an answer the server is missed more than it is burdened by one more client. */
    private static final long LONGEST_AWAITED = 5_000;

    private final Entropy entropy;
    private long bound = SHORTEST;

    Backoff(Entropy entropy) {
        this.entropy = entropy;
    }

    /**
     * Milliseconds to wait now, after one more failure.
     *
     * @param awaited whether somebody waits for what will be tried again
     */
    long next(boolean awaited) {
        long delay = awaited ? awaited() : upTo(bound);
        bound = Math.min(LONGEST, bound * 2);
        return delay;
    }

    /** Milliseconds to wait at most, from now on, since somebody has begun to wait in the middle of a pause. */
    long awaited() {
        return upTo(Math.min(bound, LONGEST_AWAITED));
    }

    private long upTo(long most) {
        long random = ByteBuffer.wrap(entropy.bytes(Long.BYTES)).getLong();
        return Long.remainderUnsigned(random, most) + 1;
    }

    /** It worked. */
    void reset() {
        bound = SHORTEST;
    }
}
