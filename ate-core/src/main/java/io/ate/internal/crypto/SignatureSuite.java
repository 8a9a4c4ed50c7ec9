package io.ate.internal.crypto;

/**
 * Which algorithms sign together. Every component must verify, and none is ever used alone, so that one break opens
 * nothing. Named by its id in the data; ids other than these are reserved. Immutable.
 */
public enum SignatureSuite {
    /** Ed25519 (RFC 8032) and ML-DSA-65 (FIPS 204, hedged, empty context). */
    ED25519_ML_DSA_65(1, 32 + MlDsa65.PUBLIC_BYTES, 64 + MlDsa65.SIGNATURE_BYTES);

    private final int id;
    private final int publicBytes;
    private final int signatureBytes;

    SignatureSuite(int id, int publicBytes, int signatureBytes) {
        this.id = id;
        this.publicBytes = publicBytes;
        this.signatureBytes = signatureBytes;
    }

    /** The byte that names the suite in the data. */
    public int id() {
        return id;
    }

    /** How long its public keys are. */
    public int publicBytes() {
        return publicBytes;
    }

    /** How long every signature is. */
    public int signatureBytes() {
        return signatureBytes;
    }
}
