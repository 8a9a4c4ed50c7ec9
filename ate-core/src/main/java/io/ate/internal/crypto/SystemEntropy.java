package io.ate.internal.crypto;

import java.security.SecureRandom;

/** The operating system's random numbers. Thread-safe: the JDK's {@link SecureRandom} is. */
final class SystemEntropy implements Entropy {
    static final SystemEntropy INSTANCE = new SystemEntropy();

    private final SecureRandom random = new SecureRandom();

    private SystemEntropy() {}

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }

    @Override
    public SecureRandom asSecureRandom() {
        return random;
    }
}
