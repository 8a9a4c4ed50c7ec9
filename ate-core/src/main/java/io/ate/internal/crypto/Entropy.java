package io.ate.internal.crypto;

import io.ate.AteConfig;
import java.security.SecureRandom;

/**
 * Where random bytes come from. Implementations are thread-safe, and outside of tests unpredictable to everybody.
 */
@FunctionalInterface
public interface Entropy {

    /** Fills all of {@code target} with random bytes. */
    void fill(byte[] target);

    /** {@code count} random bytes. */
    default byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fill(bytes);
        return bytes;
    }

    /** This source as the JDK's and Bouncy Castle's interfaces want it. */
    default SecureRandom asSecureRandom() {
        return new EntropySecureRandom(this);
    }

    /** Where keys and nonces come from by these settings. */
    static Entropy from(AteConfig config) {
        return config.entropy().<Entropy>map(source -> source::nextBytes).orElseGet(Entropy::system);
    }

    /**
     * The operating system's source, through {@link SecureRandom}, which mixes in fresh bytes of the kernel's generator
     * at least ten times a second. So a clone of a running virtual machine does not repeat what the original draws
     * beyond that moment.
     */
    static Entropy system() {
        return SystemEntropy.INSTANCE;
    }
}
