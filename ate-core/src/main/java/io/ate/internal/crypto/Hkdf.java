package io.ate.internal.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 (RFC 5869), by the JDK. Stateless and thread-safe. */
final class Hkdf {
    /** The most that one expansion gives: 255 blocks of the hash. */
    static final int MAX_BYTES = 255 * 32;

    private Hkdf() {}

    /** HKDF-Expand of a key that is uniformly random already, for the use that {@code label} names. */
    static Secret expand(Secret key, Label label, int length) {
        return key.use(SecretAccess.granted(), bytes -> Secret.take(expand(bytes, label.bytes(), length)));
    }

    static byte[] extract(byte[] salt, byte[] material) {
        var parameters = HKDFParameterSpec.ofExtract().addIKM(material);
        return derive(salt.length == 0 ? parameters.extractOnly() : parameters.addSalt(salt).extractOnly());
    }

    static byte[] expand(byte[] key, byte[] info, int length) {
        if (length < 1 || length > MAX_BYTES) {
            throw new IllegalArgumentException("HKDF-SHA-256 gives 1 to " + MAX_BYTES + " bytes, not " + length);
        }
        return derive(HKDFParameterSpec.expandOnly(new SecretKeySpec(key, "Generic"), info, length));
    }

    private static byte[] derive(HKDFParameterSpec parameters) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks HKDF-SHA256", e);
        }
    }
}
