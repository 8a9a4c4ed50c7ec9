package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SigningKeysTest {
    private static final Label LABEL = Label.of("ate/test/1");
    private static final Hash DIGEST = Sha256.plain(Bytes.ascii("a commit"));

    private final SigningKeys signing = signingKeys(1);
    private final PublicBundle bundle = bundle(signing);
    private final VerifyingKeys verifying = VerifyingKeys.of(bundle);

    @Test
    void aSignatureVerifiesAndIsTheTwoComponentsOverTheDocumentedInput() {
        byte[] signature = signing.sign(DIGEST, LABEL);
        assertThat(signature).hasSize(64 + 3309);
        assertThat(verifies(signature)).isTrue();

        byte[] input = Bytes.hex(Bytes.hex(Bytes.ascii("ate/signature/1")) + "01" + "0000000a"
                + Bytes.hex(Bytes.ascii("ate/test/1")) + DIGEST);
        assertThat(Ed25519.verify(signature, 0, bundle.encoded(), PublicBundle.EDWARDS, input, 0, input.length))
                .isTrue();
        assertThat(MlDsa65.verify(MlDsa65.decode(bundle.encoded(), PublicBundle.LATTICE), input, signature, 64))
                .isTrue();
    }

    @Test
    void eitherComponentOfAnotherSignatureFails() {
        byte[] signature = signing.sign(DIGEST, LABEL);
        byte[] other = signing.sign(Sha256.plain(Bytes.ascii("another")), LABEL);
        byte[] foreignEdwards = signature.clone();
        System.arraycopy(other, 0, foreignEdwards, 0, 64);
        byte[] foreignLattice = signature.clone();
        System.arraycopy(other, 64, foreignLattice, 64, 3309);

        assertThat(verifies(foreignEdwards)).isFalse();
        assertThat(verifies(foreignLattice)).isFalse();
    }

    @Test
    void aSignatureIsWorthlessForAnotherPurposeDigestOrKey() {
        Slice signature = Slice.of(signing.sign(DIGEST, LABEL));
        assertThat(verifying.verify(DIGEST, Label.of("ate/test/2"), signature)).isFalse();
        assertThat(verifying.verify(Sha256.plain(new byte[1]), LABEL, signature)).isFalse();
        assertThat(VerifyingKeys.of(bundle(signingKeys(2))).verify(DIGEST, LABEL, signature)).isFalse();
    }

    @Test
    void aChangedShortOrLongSignatureFails() {
        byte[] signature = signing.sign(DIGEST, LABEL);
        for (int bit = 0; bit < 8 * signature.length; bit += 311) {
            assertThat(verifies(Bytes.flipped(signature, bit))).as("bit %d", bit).isFalse();
        }
        assertThat(verifies(Arrays.copyOf(signature, signature.length - 1))).isFalse();
        assertThat(verifies(Arrays.copyOf(signature, signature.length + 1))).isFalse();
        assertThat(verifies(new byte[0])).isFalse();
        assertThat(verifies(new byte[signature.length])).isFalse();
    }

    @Test
    void aSignatureIsFoundAtItsPlaceInALargerArray() {
        byte[] signature = signing.sign(DIGEST, LABEL);
        byte[] message = new byte[signature.length + 20];
        System.arraycopy(signature, 0, message, 7, signature.length);
        assertThat(verifying.verify(DIGEST, LABEL, Slice.of(message, 7, signature.length))).isTrue();
    }

    @Test
    void theSameSeedsGiveTheSameKeysAndTheyAreThoseOfTheStandard() {
        assertThat(bundle(signingKeys(1))).isEqualTo(bundle).isNotEqualTo(bundle(signingKeys(2)));

        byte[] latticeSeed = Arrays.copyOfRange(new SeededEntropy(1).bytes(64), 32, 64);
        byte[] expected = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, latticeSeed).getPublicKey();
        assertThat(Arrays.copyOfRange(bundle.encoded(), PublicBundle.LATTICE, PublicBundle.ENCAPSULATION))
                .isEqualTo(expected);
    }

    @Test
    void aPublicKeyOfSmallOrderIsRefused() {
        byte[] encoded = bundle.encoded();
        Arrays.fill(encoded, PublicBundle.EDWARDS, PublicBundle.LATTICE, (byte) 0);
        encoded[PublicBundle.EDWARDS] = 1;
        assertThatIllegalArgumentException().isThrownBy(() -> VerifyingKeys.of(PublicBundle.of(encoded)));
    }

    @Test
    void closedKeysRefuseToSign() {
        SigningKeys closed = signingKeys(3);
        closed.close();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.sign(DIGEST, LABEL));
    }

    @Test
    void closingWhileOthersSignNeverGivesAFalseSignature() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> signatures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                signatures.add(threads.submit(() -> {
                    try {
                        return signing.sign(DIGEST, LABEL);
                    } catch (IllegalStateException e) {
                        return new byte[0];
                    }
                }));
            }
            signing.close();
            for (Future<byte[]> signature : signatures) {
                assertThat(signature.get().length == 0 || verifies(signature.get())).isTrue();
            }
        }
    }

    private boolean verifies(byte[] signature) {
        return verifying.verify(DIGEST, LABEL, Slice.of(signature));
    }

    private static SigningKeys signingKeys(long seed) {
        return SigningKeys.of(Secret.random(SigningKeys.SEED_BYTES, new SeededEntropy(seed)), new SeededEntropy(seed));
    }

    private static PublicBundle bundle(SigningKeys signing) {
        return PublicBundle.of(signing, XWingPrivateKey.generate(new SeededEntropy(0)).publicKey());
    }
}
