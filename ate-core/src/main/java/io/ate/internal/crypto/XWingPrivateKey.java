package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyPairGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * A private key of X-Wing, made from its 32-byte seed. Thread-safe. Closing lets go of the expanded key, which Bouncy
 * Castle gives no means to zero; later use is an {@link IllegalStateException}.
 */
public final class XWingPrivateKey implements AutoCloseable {
    public static final int SEED_BYTES = 32;

    private final XWingPublicKey publicKey;
    private volatile @Nullable XWingPrivateKeyParameters key;

    private XWingPrivateKey(byte[] seed) {
        FixedEntropy randomness = new FixedEntropy(seed);
        XWingKeyPairGenerator generator = new XWingKeyPairGenerator();
        generator.init(new XWingKeyGenerationParameters(randomness.asSecureRandom()));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        key = (XWingPrivateKeyParameters) pair.getPrivate();
        publicKey = XWingPublicKey.of(((XWingPublicKeyParameters) pair.getPublic()).getEncoded());
    }

    /** The key that follows from {@code seed}, which stays the caller's. */
    public static XWingPrivateKey of(Secret seed) {
        if (seed.length() != SEED_BYTES) {
            throw new IllegalArgumentException("an X-Wing key follows from 32 bytes, not " + seed.length());
        }
        return seed.use(SecretAccess.granted(), XWingPrivateKey::new);
    }

    /** A new key for one use, as a connection's. */
    public static XWingPrivateKey generate(Entropy entropy) {
        try (Secret seed = Secret.random(SEED_BYTES, entropy)) {
            return of(seed);
        }
    }

    /** The key to encapsulate to. */
    public XWingPublicKey publicKey() {
        return publicKey;
    }

    /**
     * The secret in {@code ciphertext}. A ciphertext that was made for another key, or changed, gives another secret
     * and no error: what is sealed with it then does not open.
     *
     * @throws AuthenticationFailedException if the ciphertext cannot have come from an encapsulation at all
     */
    public Secret decapsulate(Slice ciphertext) throws AuthenticationFailedException {
        XWingPrivateKeyParameters present = key;
        if (present == null) {
            throw new IllegalStateException("this X-Wing key was closed");
        }
        if (ciphertext.length() != XWingPublicKey.CIPHERTEXT_BYTES) {
            throw new AuthenticationFailedException(
                    "an X-Wing ciphertext has 1120 bytes, not " + ciphertext.length());
        }
        try {
            return Secret.take(new XWingKEMExtractor(present).extractSecret(ciphertext.toArray()));
        } catch (IllegalStateException e) {
            // Bouncy Castle says so of an X25519 part of small order.
            throw new AuthenticationFailedException("not an X-Wing ciphertext");
        }
    }

    /** Lets go of the key. Closing again does nothing. */
    @Override
    public void close() {
        key = null;
    }

    @Override
    public String toString() {
        return "XWingPrivateKey";
    }
}
