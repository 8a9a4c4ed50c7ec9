package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.util.Arrays;

/**
 * Wraps a secret under a symmetric key: {@code nonce (12) ‖ ciphertext ‖ tag (16)} by AES-256-GCM under
 * {@code HKDF-Expand(key, "ate/wrap/1", 32)}. The derived key keeps this use apart from sealing payloads, for which the
 * same data key may serve. Stateless and thread-safe.
 */
public final class KeyWrap {
    /** By how much a wrapped secret is longer than the secret. */
    public static final int OVERHEAD = AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;

    private static final Label WRAP = Label.of("ate/wrap/1");

    private KeyWrap() {}

    /** Wraps {@code secret} under {@code key} (32 bytes). The nonce is random: at most 2^32 wraps under one key. */
    public static byte[] wrap(Secret key, Secret secret, AssociatedData bound, Entropy entropy) {
        byte[] nonce = entropy.bytes(AesGcm.NONCE_BYTES);
        byte[] wrapped = Arrays.copyOf(nonce, secret.length() + OVERHEAD);
        try (Secret wrapping = wrappingKey(key)) {
            byte[] keyBytes = wrapping.expose(SecretAccess.granted());
            byte[] bytes = secret.expose(SecretAccess.granted());
            AesGcm.seal(keyBytes, nonce, bound, bytes, 0, bytes.length, wrapped, nonce.length);
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(keyBytes, (byte) 0);
        }
        return wrapped;
    }

    /**
     * The secret in what {@link #wrap} made under the same key with the same associated data.
     *
     * @throws AuthenticationFailedException if anything is not as it was when wrapped
     */
    public static Secret unwrap(Secret key, Slice wrapped, AssociatedData bound) throws AuthenticationFailedException {
        if (wrapped.length() < OVERHEAD) {
            throw new AuthenticationFailedException("a wrapped key of " + wrapped.length() + " bytes is too short");
        }
        Slice sealed = wrapped.part(AesGcm.NONCE_BYTES, wrapped.length() - AesGcm.NONCE_BYTES);
        byte[] secret = new byte[wrapped.length() - OVERHEAD];
        try (Secret wrapping = wrappingKey(key)) {
            byte[] keyBytes = wrapping.expose(SecretAccess.granted());
            try {
                AesGcm.open(keyBytes, wrapped.part(0, AesGcm.NONCE_BYTES).toArray(), bound, sealed.array(),
                        sealed.offset(), sealed.length(), secret, 0);
            } finally {
                Arrays.fill(keyBytes, (byte) 0);
            }
        }
        return Secret.take(secret);
    }

    private static Secret wrappingKey(Secret key) {
        if (key.length() != AesGcm.KEY_BYTES) {
            throw new IllegalArgumentException("keys are wrapped under 32 bytes, not " + key.length());
        }
        return Hkdf.expand(key, WRAP, AesGcm.KEY_BYTES);
    }
}
