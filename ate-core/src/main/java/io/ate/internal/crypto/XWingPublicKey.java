package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.util.Arrays;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/**
 * A public key of X-Wing: ML-KEM-768's 1184 bytes, then X25519's 32. Immutable and thread-safe.
 */
public final class XWingPublicKey {
    public static final int BYTES = 1216;
    public static final int CIPHERTEXT_BYTES = 1120;
    public static final int SECRET_BYTES = 32;

    private final byte[] encoded;
    private final XWingPublicKeyParameters key;

    private XWingPublicKey(byte[] encoded) {
        this.encoded = encoded;
        key = new XWingPublicKeyParameters(encoded);
    }

    /**
     * The key with this encoding.
     *
     * @throws IllegalArgumentException if it has another length or is no such key
     */
    public static XWingPublicKey of(byte[] encoded) {
        if (encoded.length != BYTES) {
            throw new IllegalArgumentException("an X-Wing public key has 1216 bytes, not " + encoded.length);
        }
        return new XWingPublicKey(encoded.clone());
    }

    /** The encapsulation key of a bundle. */
    public static XWingPublicKey of(PublicBundle bundle) {
        byte[] encoded = bundle.encoded();
        return new XWingPublicKey(Arrays.copyOfRange(encoded, PublicBundle.ENCAPSULATION, encoded.length));
    }

    /** The 1216 bytes, in an array of the caller's own. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /**
     * A new shared secret, and the ciphertext from which only the private key's holder gets it.
     *
     * @throws IllegalArgumentException if this key, a stranger's, turns out to be none
     */
    public Encapsulated encapsulate(Entropy entropy) {
        try {
            SecretWithEncapsulation made = new XWingKEMGenerator(entropy.asSecureRandom()).generateEncapsulated(key);
            return new Encapsulated(Slice.of(made.getEncapsulation()), Secret.take(made.getSecret()));
        } catch (IllegalStateException e) {
            // Bouncy Castle says so of an X25519 key of small order.
            throw new IllegalArgumentException("not an X-Wing public key", e);
        }
    }

    /** A ciphertext and the secret in it, which the receiver of this record closes. */
    public record Encapsulated(Slice ciphertext, Secret secret) implements AutoCloseable {
        @Override
        public void close() {
            secret.close();
        }
    }
}
