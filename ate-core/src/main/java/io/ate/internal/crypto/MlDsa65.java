package io.ate.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** ML-DSA-65 (FIPS 204) by the JDK, with raw keys in and out. Stateless and thread-safe. */
final class MlDsa65 {
    static final int SEED_BYTES = 32;
    static final int PUBLIC_BYTES = 1952;
    static final int SIGNATURE_BYTES = 3309;

    private static final String NAME = "ML-DSA-65";
    /**
     * The SubjectPublicKeyInfo of RFC 9881 up to the raw key: that never varies, since lengths and parameters do not.
     */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

    private MlDsa65() {}

    /** The key pair that FIPS 204 makes of a seed: the JDK takes it as the only randomness of a key generation. */
    static KeyPair fromSeed(byte[] seed) {
        FixedEntropy randomness = new FixedEntropy(seed);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
            generator.initialize(-1, randomness.asSecureRandom());
            KeyPair pair = generator.generateKeyPair();
            if (!randomness.isUsedUp()) {
                throw new IllegalStateException("this Java platform makes ML-DSA-65 keys from less than their seed");
            }
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks ML-DSA-65", e);
        }
    }

    static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        int prefix = X509_PREFIX.length;
        if (encoded.length != prefix + PUBLIC_BYTES
                || !Arrays.equals(encoded, 0, prefix, X509_PREFIX, 0, prefix)) {
            throw new IllegalStateException("this Java platform encodes ML-DSA-65 keys otherwise than RFC 9881");
        }
        return Arrays.copyOfRange(encoded, prefix, encoded.length);
    }

    static PublicKey decode(byte[] source, int offset) {
        int prefix = X509_PREFIX.length;
        byte[] encoded = Arrays.copyOf(X509_PREFIX, prefix + PUBLIC_BYTES);
        System.arraycopy(source, offset, encoded, prefix, PUBLIC_BYTES);
        try {
            return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not an ML-DSA-65 public key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks ML-DSA-65", e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] message, Entropy entropy) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key, entropy.asSecureRandom());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ML-DSA-65 cannot fail to sign with a key of its own", e);
        }
    }

    static boolean verify(PublicKey key, byte[] message, byte[] bytes, int offset) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(bytes, offset, SIGNATURE_BYTES);
        } catch (SignatureException e) {
            return false;
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a decoded ML-DSA-65 key is one", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks ML-DSA-65", e);
        }
    }
}
