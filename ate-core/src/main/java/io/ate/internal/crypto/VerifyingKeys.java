package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.security.PublicKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of a signature suite, decoded and checked once. Immutable and thread-safe; worth keeping, since
 * decoding costs as much as a verification.
 */
public final class VerifyingKeys {
    private final SignatureSuite suite = SignatureSuite.ED25519_ML_DSA_65;
    private final PublicPoint edwards;
    private final PublicKey lattice;

    private VerifyingKeys(PublicPoint edwards, PublicKey lattice) {
        this.edwards = edwards;
        this.lattice = lattice;
    }

    /**
     * The verifying keys of a bundle.
     *
     * @throws IllegalArgumentException if its Ed25519 key is no point of the prime-order group, as every honest key is,
     * or its ML-DSA key does not decode
     */
    public static VerifyingKeys of(PublicBundle bundle) {
        byte[] encoded = bundle.encoded();
        // The full check keeps out points of small order, under which one signature fits many messages.
        @Nullable
        PublicPoint point = Ed25519.validatePublicKeyFullExport(encoded, PublicBundle.EDWARDS);
        if (point == null) {
            throw new IllegalArgumentException("the bundle " + bundle.id() + " has no valid Ed25519 public key");
        }
        return new VerifyingKeys(point, MlDsa65.decode(encoded, PublicBundle.LATTICE));
    }

    /** Tells whether both components of {@code signature} are right for this digest and purpose. */
    public boolean verify(Hash digest, Label label, Slice signature) {
        if (signature.length() != suite.signatureBytes()) {
            return false;
        }
        byte[] input = SignatureInput.of(suite, label, digest);
        byte[] bytes = signature.array();
        int offset = signature.offset();
        return Ed25519.verify(bytes, offset, edwards, input, 0, input.length)
                && MlDsa65.verify(lattice, input, bytes, offset + Ed25519.SIGNATURE_SIZE);
    }
}
