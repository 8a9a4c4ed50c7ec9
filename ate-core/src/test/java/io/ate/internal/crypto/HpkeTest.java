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

    /** A.1.1 of RFC 9180: another KEM and cipher, which give the suite its name, and the same key schedule. */
    @Test
    void theKeyScheduleIsThatOfRfc9180() {
        byte[] shared = Bytes.hex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc");
        byte[] info = Bytes.hex("4f6465206f6e2061204772656369616e2055726e");
        try (Secret secret = Secret.take(shared); HpkeContext context = HpkeContext.of(0x0020, 1, secret, info)) {
            assertThat(Bytes.hex(Bytes.exposed(context.export(new byte[0], 32))))
                    .isEqualTo("3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee");
            assertThat(Bytes.hex(Bytes.exposed(context.export(new byte[1], 32))))
                    .isEqualTo("2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5");
            assertThat(Bytes.hex(Bytes.exposed(context.export(Bytes.ascii("TestContext"), 32))))
                    .isEqualTo("e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931");
        }
    }

    /** The vector of draft-ietf-hpke-pq for X-Wing and HKDF-SHA-256; its cipher is ChaCha20-Poly1305. */
    @Test
    void xWingInHpkeIsThatOfTheDraft() throws Exception {
        XWingPrivateKey receiver = XWingPrivateKey.of(Secret.take(Bytes.hex(
                "3ec47fa82dd5689d27c6190e724c74ec8f608df3331ce331929e37b829676630")));
        assertThat(Bytes.hex(Sha256.plain(Slice.of(receiver.publicKey().encoded())).bytes()))
                .isEqualTo("ad8aaf3f00d8a39bfeec2947a7d5dde68be08bba19bd301a348a45dc5fcc8341");
        FixedEntropy randomness = new FixedEntropy(Bytes.hex("2a1c0a3745fe8a48fb62034d300f54dfe1974a5b2e169e580a8789cb"
                + "1cf5fd190fc00f3fd899594e01a8b15334b9f3fa03d8de44da86e19f5776850fb689e6c8"));
        XWingPublicKey.Encapsulated made = receiver.publicKey().encapsulate(randomness);
        assertThat(Bytes.hex(Sha256.plain(made.ciphertext()).bytes()))
                .isEqualTo("95c0a5fca31ea59f29bbc66255ad6637b5a476b3212886af11afdc8930aeb772");
        Secret shared = receiver.decapsulate(made.ciphertext());
        assertThat(Bytes.hex(Bytes.exposed(shared)))
                .isEqualTo("58200ed1f137bd95a921bb47f6aaecf2395b26f7fd24efd3a5ffae4849e8dea3");
        byte[] info = Bytes.ascii("4f6465206f6e2061204772656369616e2055726e");
        try (HpkeContext context = HpkeContext.of(0x647a, 3, shared, info)) {
            assertThat(Bytes.hex(Bytes.exposed(context.export(Bytes.ascii("pseudorandom0"), 32))))
                    .isEqualTo("5a78d37f40e078c17ef43fa40963f1ff7dcdee56e366da9099dc181c3eccaee5");
            assertThat(Bytes.hex(Bytes.exposed(context.export(Bytes.ascii("pseudorandom4"), 32))))
                    .isEqualTo("f77f100943595e59526fb9753401e57b86630f97ad99e6e9d73c8c272a4ad2f0");
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
