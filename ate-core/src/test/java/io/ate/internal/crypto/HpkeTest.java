package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Compares with Bouncy Castle's HPKE, an implementation that shares no code with the key schedule here. */
class HpkeTest {
    private static final byte[] INFO = Bytes.ascii("ate/test/1 some chain");
    private static final byte[] PLAINTEXT = Bytes.ascii("thirty-two bytes of a data key..");
    private static final byte[] BOUND = Bytes.ascii("an object");

    private final HPKE other = new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    private final byte[] seed = new SeededEntropy(11).bytes(32);
    private final XWingPrivateKey key = XWingPrivateKey.of(Secret.take(seed.clone()));
    private final AsymmetricCipherKeyPair otherKey = other.deserializePrivateKey(seed, key.publicKey().encoded());

    @Test
    void whatIsSealedHereOpensThere() throws Exception {
        byte[] sealed = Hpke.seal(key.publicKey(), INFO, bound(), Slice.of(PLAINTEXT), new SeededEntropy(12));
        Slice all = Slice.of(sealed);
        assertThat(other.open(all.part(0, 1120).toArray(), otherKey, INFO, BOUND,
                all.part(1120, sealed.length - 1120).toArray(), null, null, null)).isEqualTo(PLAINTEXT);
    }

    @Test
    void whatIsSealedThereOpensHere() throws Exception {
        byte[][] sealed = other.seal(otherKey.getPublic(), INFO, BOUND, PLAINTEXT, null, null, null);
        // Bouncy Castle gives the ciphertext first.
        byte[] all = new byte[sealed[0].length + sealed[1].length];
        System.arraycopy(sealed[1], 0, all, 0, sealed[1].length);
        System.arraycopy(sealed[0], 0, all, sealed[1].length, sealed[0].length);
        assertThat(Hpke.open(key, INFO, bound(), Slice.of(all))).isEqualTo(PLAINTEXT);
    }

    @Test
    void bothSidesExportTheSameSecretsAndSoDoesTheOtherImplementation() throws Exception {
        HPKEContextWithEncapsulation sender = other.setupBaseS(otherKey.getPublic(), INFO);
        HpkeContext receiver = Hpke.receiver(key, Slice.of(sender.getEncapsulation()), INFO);
        assertThat(Bytes.exposed(receiver.export(Bytes.ascii("up"), 32)))
                .isEqualTo(sender.export(Bytes.ascii("up"), 32));

        Hpke.Sender ours = Hpke.sender(key.publicKey(), INFO, new SeededEntropy(13));
        HPKEContext theirs = other.setupBaseR(ours.encapsulation().toArray(), otherKey, INFO);
        byte[] exported = theirs.export(Bytes.ascii("down"), 77);
        assertThat(Bytes.exposed(ours.context().export(Bytes.ascii("down"), 77))).isEqualTo(exported);
        assertThat(Bytes.exposed(ours.context().export(Bytes.ascii("up"), 77))).isNotEqualTo(exported);
    }

    @Test
    void anotherKeyInfoOrPlaceAndAnyChangeIsAnError() {
        byte[] sealed = Hpke.seal(key.publicKey(), INFO, bound(), Slice.of(PLAINTEXT), new SeededEntropy(14));
        refuses(XWingPrivateKey.generate(new SeededEntropy(15)), INFO, bound(), sealed);
        refuses(key, Bytes.ascii("another"), bound(), sealed);
        refuses(key, INFO, AssociatedData.none(), sealed);
        refuses(key, INFO, bound(), new byte[10]);
        for (int bit = 0; bit < 8 * sealed.length; bit += 211) {
            refuses(key, INFO, bound(), Bytes.flipped(sealed, bit));
        }
    }

    private static void refuses(XWingPrivateKey key, byte[] info, AssociatedData bound, byte[] sealed) {
        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> Hpke.open(key, info, bound, Slice.of(sealed)));
    }

    private static AssociatedData bound() {
        return AssociatedData.ofBytes(BOUND);
    }
}
