package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class HeldKeysTest {
    private static final Label LABEL = Label.of("ate/test/1");

    private final SeededEntropy entropy = new SeededEntropy(51);
    private final HeldKeys keys = HeldKeys.generate(entropy);
    private final PublicBundle bundle = PublicBundle.of(keys.publicKeys().encoded());

    @Test
    void whatIsSealedToThePublicKeysOpensWithTheHeldOnesAlone() throws Exception {
        Secret dataKey = Secret.random(32, entropy);
        byte[] plaintext = Bytes.exposed(dataKey);
        byte[] sealed = Hpke.seal(XWingPublicKey.of(bundle), LABEL.bytes(), bound(), Slice.of(plaintext), entropy);

        assertThat(keys.open(LABEL.bytes(), bound(), Slice.of(sealed)).sameAs(dataKey)).isTrue();
        assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(
                () -> HeldKeys.generate(entropy).open(LABEL.bytes(), bound(), Slice.of(sealed)));
    }

    @Test
    void theirSignaturesVerifyUnderThePublicKeys() {
        Hash digest = Sha256.plain(new byte[] {1});
        assertThat(VerifyingKeys.of(bundle).verify(digest, LABEL, Slice.of(keys.sign(digest, LABEL)))).isTrue();
    }

    @Test
    void closedKeysRefuseEveryUseButTheirPublicPart() {
        keys.close();
        keys.close();
        assertThatIllegalStateException().isThrownBy(() -> keys.sign(Sha256.plain(new byte[0]), LABEL));
        assertThatIllegalStateException().isThrownBy(
                () -> keys.open(LABEL.bytes(), bound(), Slice.of(new byte[Hpke.OVERHEAD])));
        assertThatIllegalStateException().isThrownBy(() -> KeyText.of(keys));
        assertThat(keys.publicKeys().encoded()).isEqualTo(bundle.encoded());
    }

    @Test
    void nothingOfThemIsPrintedButTheId() {
        assertThat(keys).hasToString("KeyBundle[" + keys.id() + "]");
    }

    private static AssociatedData bound() {
        return AssociatedData.of(LABEL);
    }
}
