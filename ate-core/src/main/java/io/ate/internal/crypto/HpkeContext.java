package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What both sides of an HPKE agreement hold (RFC 9180, section 5.1, base mode, HKDF-SHA-256, AES-256-GCM). It exports
 * secrets, and seals or opens a single message: with sequence number 0, so only once. Thread-safe.
 */
public final class HpkeContext implements AutoCloseable {
    private static final int KDF_HKDF_SHA256 = 0x0001;
    private static final int AEAD_AES_256_GCM = 0x0002;
    private static final byte MODE_BASE = 0;
    private static final byte[] NONE = {};

    private final byte[] suite;
    private final Secret key;
    private final byte[] nonce;
    private final Secret exporter;

    private HpkeContext(byte[] suite, Secret shared, byte[] info) {
        this.suite = suite;
        byte[] schedule = ByteBuffer.allocate(1 + 32 + 32)
                .put(MODE_BASE)
                .put(labeledExtract(NONE, "psk_id_hash", NONE))
                .put(labeledExtract(NONE, "info_hash", info))
                .array();
        byte[] secret = shared.use(SecretAccess.granted(), bytes -> labeledExtract(bytes, "secret", NONE));
        key = Secret.take(labeledExpand(secret, "key", schedule, AesGcm.KEY_BYTES));
        nonce = labeledExpand(secret, "base_nonce", schedule, AesGcm.NONCE_BYTES);
        exporter = Secret.take(labeledExpand(secret, "exp", schedule, 32));
        Arrays.fill(secret, (byte) 0);
    }

    /** The context that follows from a KEM's shared secret, which stays the caller's. */
    static HpkeContext of(int kem, Secret shared, byte[] info) {
        return of(kem, AEAD_AES_256_GCM, shared, info);
    }

    /** The same where secrets are exported for another cipher, which is no more than a name in the suite's. */
    static HpkeContext of(int kem, int aead, Secret shared, byte[] info) {
        byte[] suite = ByteBuffer.allocate(10)
                .put(ascii("HPKE"))
                .putShort((short) kem)
                .putShort((short) KDF_HKDF_SHA256)
                .putShort((short) aead)
                .array();
        return new HpkeContext(suite, shared, info);
    }

    /** A secret of {@code length} bytes that both sides derive alike; other contexts give unrelated ones. */
    public Secret export(byte[] context, int length) {
        return exporter.use(SecretAccess.granted(),
                bytes -> Secret.take(labeledExpand(bytes, "sec", context, length)));
    }

    void seal(AssociatedData bound, Slice plaintext, byte[] target, int offset) {
        byte[] bytes = key.expose(SecretAccess.granted());
        try {
            AesGcm.seal(bytes, nonce, bound, plaintext.array(), plaintext.offset(), plaintext.length(), target,
                    offset);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    byte[] open(AssociatedData bound, Slice sealed) throws AuthenticationFailedException {
        byte[] plaintext = new byte[Math.max(0, sealed.length() - AesGcm.TAG_BYTES)];
        byte[] bytes = key.expose(SecretAccess.granted());
        try {
            AesGcm.open(bytes, nonce, bound, sealed.array(), sealed.offset(), sealed.length(), plaintext, 0);
            return plaintext;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Zeroes the secrets. What was exported lives on. Closing again does nothing. */
    @Override
    public void close() {
        key.close();
        exporter.close();
    }

    @Override
    public String toString() {
        return "HpkeContext";
    }

    private byte[] labeledExtract(byte[] salt, String label, byte[] material) {
        return Hkdf.extract(salt, concat(ascii("HPKE-v1"), suite, ascii(label), material));
    }

    private byte[] labeledExpand(byte[] secret, String label, byte[] info, int length) {
        byte[] size = {(byte) (length >>> 8), (byte) length};
        return Hkdf.expand(secret, concat(size, ascii("HPKE-v1"), suite, ascii(label), info), length);
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
