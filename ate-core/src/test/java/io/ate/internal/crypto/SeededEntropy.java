package io.ate.internal.crypto;

import java.util.SplittableRandom;

/** Random bytes that a seed repeats; for tests only. Thread-safe by locking. */
public final class SeededEntropy implements Entropy {
    private final SplittableRandom random;

    public SeededEntropy(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public synchronized void fill(byte[] target) {
        random.nextBytes(target);
    }
}
