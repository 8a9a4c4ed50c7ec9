package io.ate.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a 96-bit nonce and a 128-bit tag, by the JDK (hardware instructions). The one place that knows the
 * JDK's cipher; callers see to nonces. Stateless and thread-safe: ciphers are lent to one call at a time. An idle
 * cipher keeps the expanded key of its last use until the next, which the JDK gives no means to prevent.
 */
final class AesGcm {
    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final String NAME = "AES/GCM/NoPadding";
    private static final Spares<Cipher> CIPHERS = new Spares<>(() -> newCipher(NAME));

    private AesGcm() {}

    /**
     * Seals {@code length} bytes into {@code target}, which takes {@link #TAG_BYTES} more; both may be the same place.
     */
    static void seal(byte[] key, byte[] nonce, AssociatedData bound, byte[] source, int offset, int length,
            byte[] target, int targetOffset) {
        try {
            Cipher cipher = initializedToSeal(new RawKey(key), parameters(nonce));
            bound.feed(cipher);
            cipher.doFinal(source, offset, length, target, targetOffset);
            CIPHERS.give(cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot fail to seal into a buffer that is large enough", e);
        }
    }

    /**
     * A JDK cipher refuses the key and nonce of its own last use. With lent ciphers that would be found by accident or
     * not at all, so it is left to those who choose nonces: two simulations of one seed rightly seal the same twice.
     */
    private static Cipher initializedToSeal(RawKey key, GCMParameterSpec parameters) throws GeneralSecurityException {
        Cipher cipher = CIPHERS.take();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
            return cipher;
        } catch (InvalidAlgorithmParameterException e) {
            Cipher fresh = newCipher(NAME);
            fresh.init(Cipher.ENCRYPT_MODE, key, parameters);
            return fresh;
        }
    }

    /** Opens {@code length} bytes, tag included, into {@code target}; both may be the same place. */
    static void open(byte[] key, byte[] nonce, AssociatedData bound, byte[] source, int offset, int length,
            byte[] target, int targetOffset) throws AuthenticationFailedException {
        if (length < TAG_BYTES) {
            throw new AuthenticationFailedException("a ciphertext of " + length + " bytes is too short for its tag");
        }
        try {
            Cipher cipher = CIPHERS.take();
            cipher.init(Cipher.DECRYPT_MODE, new RawKey(key), parameters(nonce));
            bound.feed(cipher);
            cipher.doFinal(source, offset, length, target, targetOffset);
            CIPHERS.give(cipher);
        } catch (AEADBadTagException e) {
            throw new AuthenticationFailedException(
                    "a ciphertext does not open: another key, changed bytes or another place");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot fail otherwise than by its tag", e);
        }
    }

    static Cipher newCipher(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks " + transformation, e);
        }
    }

    private static GCMParameterSpec parameters(byte[] nonce) {
        return new GCMParameterSpec(8 * TAG_BYTES, nonce);
    }
}
