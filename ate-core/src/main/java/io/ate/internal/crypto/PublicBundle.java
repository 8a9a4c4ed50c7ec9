package io.ate.internal.crypto;

import io.ate.KeyId;
import io.ate.internal.wire.Hash;

/**
 * The public keys of one person or server in their one encoding, 3202 bytes: {@code u8 signature suite ‖ u8 KEM suite ‖
 * Ed25519 (32) ‖ ML-DSA-65 (1952) ‖ X-Wing (1216)}. Lengths and suites are checked here, keys when they are decoded.
 * Immutable and thread-safe.
 */
public final class PublicBundle {
    public static final int BYTES = 2 + 32 + MlDsa65.PUBLIC_BYTES + XWingPublicKey.BYTES;

    static final int EDWARDS = 2;
    static final int LATTICE = EDWARDS + 32;
    static final int ENCAPSULATION = LATTICE + MlDsa65.PUBLIC_BYTES;

    private static final Label KEYS = Label.of("ate/keys/1");

    private final byte[] encoded;
    private final Hash hash;

    private PublicBundle(byte[] encoded) {
        this.encoded = encoded;
        hash = Sha256.of(KEYS).variable(encoded).digest();
    }

    /**
     * The bundle with this encoding.
     *
     * @throws IllegalArgumentException if its length or suites are not known here
     */
    public static PublicBundle of(byte[] encoded) {
        if (encoded.length != BYTES) {
            throw new IllegalArgumentException("public keys have " + BYTES + " bytes, not " + encoded.length);
        }
        if (encoded[0] != SignatureSuite.ED25519_ML_DSA_65.id() || encoded[1] != KemSuite.X_WING.id()) {
            throw new IllegalArgumentException("the suites " + encoded[0] + " and " + encoded[1]
                    + " of these public keys are not known to this version");
        }
        return new PublicBundle(encoded.clone());
    }

    static PublicBundle of(SigningKeys signing, XWingPublicKey encapsulation) {
        byte[] encoded = new byte[BYTES];
        encoded[0] = (byte) signing.suite().id();
        encoded[1] = (byte) KemSuite.X_WING.id();
        byte[] verifying = signing.publicBytes();
        System.arraycopy(verifying, 0, encoded, EDWARDS, verifying.length);
        System.arraycopy(encapsulation.encoded(), 0, encoded, ENCAPSULATION, XWingPublicKey.BYTES);
        return new PublicBundle(encoded);
    }

    /** The 3202 bytes, in an array of the caller's own. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** {@code SHA-256("ate/keys/1" ‖ u32 length ‖ bundle)}: the fingerprint. */
    public Hash hash() {
        return hash;
    }

    /** The first 128 bits of {@link #hash()}. */
    public KeyId id() {
        return new KeyId(hash.high(), hash.low());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicBundle that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "PublicBundle[" + id() + "]";
    }
}
