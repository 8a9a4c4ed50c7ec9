package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * XAES-256-GCM (C2SP): every message is sealed by AES-256-GCM under a key of its own, which the CMAC of SP 800-108
 * derives from a data key and the first half of a 192-bit nonce. Nonces may therefore be random, and nobody has to
 * count messages. Stateless and thread-safe.
 */
public final class Xaes256Gcm {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 24;
    /** By how much a ciphertext is longer than its plaintext. */
    public static final int TAG_BYTES = AesGcm.TAG_BYTES;

    private static final int HALF = NONCE_BYTES / 2;
    private static final int BLOCK = 16;
    private static final Spares<Cipher> BLOCK_CIPHERS = new Spares<>(() -> AesGcm.newCipher("AES/ECB/NoPadding"));

    private Xaes256Gcm() {}

    /** A fresh nonce: random, never used before or elsewhere. */
    public static byte[] newNonce(Entropy entropy) {
        return entropy.bytes(NONCE_BYTES);
    }

    /** The ciphertext and tag of {@code plaintext}. */
    public static byte[] seal(Secret key, byte[] nonce, AssociatedData bound, Slice plaintext) {
        byte[] sealed = new byte[plaintext.length() + TAG_BYTES];
        byte[] messageKey = messageKey(key, nonce);
        try {
            AesGcm.seal(messageKey, secondHalf(nonce), bound, plaintext.array(), plaintext.offset(),
                    plaintext.length(), sealed, 0);
            return sealed;
        } finally {
            Arrays.fill(messageKey, (byte) 0);
        }
    }

    /**
     * The plaintext of what {@link #seal} made with the same key, nonce and associated data.
     *
     * @throws AuthenticationFailedException if anything is not as it was when sealed
     */
    public static byte[] open(Secret key, byte[] nonce, AssociatedData bound, Slice sealed)
            throws AuthenticationFailedException {
        byte[] plaintext = new byte[Math.max(0, sealed.length() - TAG_BYTES)];
        byte[] messageKey = messageKey(key, nonce);
        try {
            AesGcm.open(messageKey, secondHalf(nonce), bound, sealed.array(), sealed.offset(), sealed.length(),
                    plaintext, 0);
            return plaintext;
        } finally {
            Arrays.fill(messageKey, (byte) 0);
        }
    }

    /** The key of one message: two blocks of CMAC, in counter mode with the label "X" and the nonce's first half. */
    private static byte[] messageKey(Secret key, byte[] nonce) {
        if (key.length() != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("XAES-256-GCM takes a key of 32 and a nonce of 24 bytes, not "
                    + key.length() + " and " + nonce.length);
        }
        byte[] keyBytes = key.expose(SecretAccess.granted());
        byte[] blocks = new byte[2 * BLOCK];
        try {
            Cipher cipher = BLOCK_CIPHERS.take();
            cipher.init(Cipher.ENCRYPT_MODE, new RawKey(keyBytes));
            byte[] subkey = new byte[BLOCK];
            cipher.doFinal(subkey, 0, BLOCK, subkey, 0);
            doubleInField(subkey);
            for (int counter = 1; counter <= 2; counter++) {
                int block = (counter - 1) * BLOCK;
                blocks[block + 1] = (byte) counter;
                blocks[block + 2] = 'X';
                System.arraycopy(nonce, 0, blocks, block + 4, HALF);
                for (int i = 0; i < BLOCK; i++) {
                    blocks[block + i] ^= subkey[i];
                }
            }
            cipher.doFinal(blocks, 0, blocks.length, blocks, 0);
            Arrays.fill(subkey, (byte) 0);
            BLOCK_CIPHERS.give(cipher);
            return blocks;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES cannot fail on whole blocks", e);
        } finally {
            Arrays.fill(keyBytes, (byte) 0);
        }
    }

    /** Doubles in GF(2^128), without a branch on secret bits (SP 800-38B, generation of the subkey K1). */
    private static void doubleInField(byte[] block) {
        int carry = block[0] >> 7;
        for (int i = 0; i < BLOCK - 1; i++) {
            block[i] = (byte) ((block[i] << 1) | ((block[i + 1] & 0xff) >>> 7));
        }
        block[BLOCK - 1] = (byte) ((block[BLOCK - 1] << 1) ^ (carry & 0x87));
    }

    private static byte[] secondHalf(byte[] nonce) {
        return Arrays.copyOfRange(nonce, HALF, NONCE_BYTES);
    }
}
