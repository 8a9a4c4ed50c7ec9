package io.ate.internal.crypto;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DerivationTest {

    @Test
    void hkdfGivesTheFirstAnswerOfRfc5869() {
        byte[] extracted = Hkdf.extract(Bytes.hex("000102030405060708090a0b0c"), Bytes.hex("0b".repeat(22)));
        assertThat(Bytes.hex(extracted)).isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(Bytes.hex(Hkdf.expand(extracted, Bytes.hex("f0f1f2f3f4f5f6f7f8f9"), 42))).isEqualTo(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void hmacGivesTheSecondAnswerOfRfc4231() {
        Secret key = Secret.take(Bytes.ascii("Jefe"));
        assertThat(HmacSha256.unlabelled(key).fixed(Bytes.ascii("what do ya want for nothing?")).digest())
                .hasToString("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void passphraseKeysDependOnPassphraseAndSalt() {
        byte[] salt = new SeededEntropy(41).bytes(Argon2id.SALT_BYTES);
        Secret key = Argon2id.DEFAULT.derive("pässword".toCharArray(), salt, 32);
        assertThat(Argon2id.DEFAULT.derive("pässword".toCharArray(), salt, 32).sameAs(key)).isTrue();
        assertThat(Argon2id.DEFAULT.derive("password".toCharArray(), salt, 32).sameAs(key)).isFalse();
        assertThat(Argon2id.DEFAULT.derive("pässword".toCharArray(), Bytes.flipped(salt, 0), 32).sameAs(key)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Argon2id.DEFAULT.derive(new char[0], salt, 32));
    }

    @Test
    void parametersBelowTheFloorOrAboveTheCeilingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Argon2id(65_535, 3, 4)).withMessageContaining("weak");
        assertThatIllegalArgumentException().isThrownBy(() -> new Argon2id(65_536, 2, 4)).withMessageContaining("weak");
        assertThatIllegalArgumentException().isThrownBy(() -> new Argon2id(65_536, 3, 0)).withMessageContaining("weak");
        assertThatIllegalArgumentException().isThrownBy(() -> new Argon2id(104_857_600, 3, 4))
                .withMessageContaining("more than");
        assertThatIllegalArgumentException().isThrownBy(() -> new Argon2id(65_536, 17, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new Argon2id(65_536, 3, 17));
    }
}
