package io.ate.internal.crypto;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/** Gives out an {@link Entropy} as a {@link SecureRandom}. Thread-safe as its source is. */
final class EntropySecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    EntropySecureRandom(Entropy entropy) {
        super(new Source(entropy), null);
    }

    private static final class Source extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final transient Entropy entropy;

        Source(Entropy entropy) {
            this.entropy = entropy;
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            entropy.fill(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            return entropy.bytes(count);
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            // An entropy takes no advice; java.util.Random's constructor calls this.
        }
    }
}
