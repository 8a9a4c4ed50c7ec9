package io.ate.internal.crypto;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Texts that somebody changed on purpose, with a checksum that is right again. */
class KeyTextTest {
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    private final SeededEntropy entropy = new SeededEntropy(61);
    private final HeldKeys keys = HeldKeys.generate(entropy);

    @Test
    void parametersThatWouldTakeTheMachineDownOrMakeGuessingCheapAreRefusedBeforeAnythingIsDerived() {
        String text = text(KeyText.of(keys, PASSPHRASE, entropy));
        refuses(text.replace("argon2id 65536 3 4", "argon2id 104857600 3 4"), "more than this program gives");
        refuses(text.replace("argon2id 65536 3 4", "argon2id 8 1 1"), "weaker than is safe");
    }

    @Test
    void theHeaderIsUnderTheSeal() throws Exception {
        String text = text(KeyText.of(keys, PASSPHRASE, entropy));
        String other = HeldKeys.generate(entropy).id().toString();
        KeyText changed = KeyText.parse(checked(text.replace(keys.id().toString(), other)));
        assertThatExceptionOfType(KeyTextException.class).isThrownBy(() -> changed.keys(PASSPHRASE, entropy))
                .withMessageContaining("does not open");
    }

    @Test
    void keysOfAnotherIdAreRefused() throws Exception {
        String other = HeldKeys.generate(entropy).id().toString();
        KeyText changed = KeyText.parse(checked(text(KeyText.of(keys)).replace(keys.id().toString(), other)));
        assertThatExceptionOfType(KeyTextException.class).isThrownBy(() -> changed.keys(entropy))
                .withMessageContaining("not those of the id");
    }

    @Test
    void linesThatDoNotBelongAreRefused() {
        String text = text(KeyText.of(keys));
        refuses(text.replace("protection none\n", "protection none\nextra 1\n"), "do not belong");
        refuses(text.replace("protection none\n", "protection  none\n"), "do not belong");
        refuses(text.replace("secret ", "secret =="), "base64url");
        refuses(text.replace("secret ", "secret AAAA"), "99 bytes");
    }

    @Test
    void thePassphraseIsSaltedAnewForEveryText() {
        Set<String> salts = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            String protection = text(KeyText.of(keys, PASSPHRASE, entropy)).lines()
                    .filter(line -> line.contains("argon2id"))
                    .findFirst()
                    .orElseThrow();
            assertThat(salts.add(protection.substring(protection.lastIndexOf(' ')))).as(protection).isTrue();
        }
    }

    @Test
    void theSeedsAreNotInAProtectedText() {
        assertThat(text(KeyText.of(keys, PASSPHRASE, entropy)))
                .doesNotContain(text(KeyText.of(keys)).lines().toList().get(3).substring("secret ".length()));
    }

    private static void refuses(String text, String reason) {
        assertThatExceptionOfType(KeyTextException.class).isThrownBy(() -> KeyText.parse(checked(text)))
                .withMessageContaining(reason);
    }

    private static byte[] checked(String text) {
        String before = text.substring(0, text.indexOf("checksum "));
        String checksum = Sha256.of(Label.of("ate/key-file/1")).variable(Bytes.ascii(before)).digest().toString();
        return Bytes.ascii(before + "checksum " + checksum.substring(0, 16) + "\n");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
