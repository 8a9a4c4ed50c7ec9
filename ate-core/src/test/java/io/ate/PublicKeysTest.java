package io.ate;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PublicKeysTest {
    private static final PublicKeys KEYS = generated();

    @Test
    void theLineAndTheBytesComeBackAsTheSameKeys() {
        assertThat(KEYS.encoded()).hasSize(3202);
        assertThat(PublicKeys.of(KEYS.encoded())).isEqualTo(KEYS).hasSameHashCodeAs(KEYS);
        assertThat(PublicKeys.parse(KEYS.toLine())).isEqualTo(KEYS);
        assertThat(PublicKeys.parse(KEYS.toLine() + " alice@example.com, laptop\n")).isEqualTo(KEYS);
        assertThat(generated()).isNotEqualTo(KEYS);
    }

    @Test
    void theIdIsTheFirstHalfOfTheFingerprint() {
        assertThat(KEYS.fingerprint()).matches("[0-9a-f]{64}").startsWith(KEYS.id().toString());
        assertThat(KeyId.parse(KEYS.id().toString())).isEqualTo(KEYS.id());
        assertThat(new KeyId(1, -1)).hasToString("0000000000000001ffffffffffffffff");
        assertThatIllegalArgumentException().isThrownBy(() -> KeyId.parse("12"));
    }

    @Test
    void aLineThatIsCutMistypedOrSomethingElseIsRefusedWithAReason() {
        String line = KEYS.toLine();
        refuses("", "begins with");
        refuses("ssh-ed25519 AAAA", "begins with");
        refuses(line.substring(0, line.length() - 1), "not whole");
        refuses(line + "A", "not whole");
        refuses("ate-key " + "!".repeat(line.length() - 8), "base64url");
        char other = line.charAt(1000) == 'A' ? 'B' : 'A';
        refuses(line.substring(0, 1000) + other + line.substring(1001), "checksum");
        refuses(line + "\n" + line, "single line");
    }

    @Test
    void bytesOfAnotherLengthOrSuiteAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.of(new byte[3201]));
        byte[] other = KEYS.encoded();
        other[0] = 2;
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.of(other)).withMessageContaining("suites");
    }

    @Test
    void nobodyChangesTheKeysThroughTheirBytes() {
        Arrays.fill(KEYS.encoded(), (byte) 0);
        assertThat(KEYS.encoded()).startsWith(1, 1);
    }

    private static void refuses(String line, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.parse(line)).withMessageContaining(reason);
    }

    private static PublicKeys generated() {
        try (KeyBundle keys = KeyBundle.generate()) {
            return keys.publicKeys();
        }
    }
}
