package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class XWingTest {

    @Test
    void theVectorsOfTheDraft() throws Exception {
        List<Map<String, byte[]>> vectors = vectors();
        assertThat(vectors).hasSize(3);
        for (Map<String, byte[]> vector : vectors) {
            XWingPrivateKey key = XWingPrivateKey.of(Secret.take(value(vector, "seed")));
            assertThat(key.publicKey().encoded()).isEqualTo(value(vector, "pk"));

            FixedEntropy randomness = new FixedEntropy(value(vector, "eseed"));
            XWingPublicKey.Encapsulated made = key.publicKey().encapsulate(randomness);
            assertThat(made.ciphertext().toArray()).isEqualTo(value(vector, "ct"));
            assertThat(Bytes.exposed(made.secret())).isEqualTo(value(vector, "ss"));
            assertThat(randomness.isUsedUp()).isTrue();
            assertThat(Bytes.exposed(key.decapsulate(made.ciphertext()))).isEqualTo(value(vector, "ss"));
        }
    }

    @Test
    void aChangedCiphertextGivesAnotherSecret() throws Exception {
        XWingPrivateKey key = XWingPrivateKey.generate(new SeededEntropy(1));
        XWingPublicKey.Encapsulated made = key.publicKey().encapsulate(new SeededEntropy(2));
        for (int bit = 0; bit < 8 * XWingPublicKey.CIPHERTEXT_BYTES; bit += 97) {
            Slice changed = Slice.of(Bytes.flipped(made.ciphertext().toArray(), bit));
            assertThat(key.decapsulate(changed).sameAs(made.secret())).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void whatIsNoCiphertextIsAnError() {
        XWingPrivateKey key = XWingPrivateKey.generate(new SeededEntropy(1));
        refuses(key, new byte[0]);
        refuses(key, new byte[XWingPublicKey.CIPHERTEXT_BYTES + 1]);
        refuses(key, new byte[XWingPublicKey.CIPHERTEXT_BYTES]);
    }

    @Test
    void whatIsNoPublicKeyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> XWingPublicKey.of(new byte[1215]));
        byte[] beyondTheModulus = new byte[XWingPublicKey.BYTES];
        Arrays.fill(beyondTheModulus, (byte) 0xff);
        assertThatIllegalArgumentException().isThrownBy(
                () -> XWingPublicKey.of(beyondTheModulus).encapsulate(new SeededEntropy(1)));
        byte[] smallOrder = XWingPrivateKey.generate(new SeededEntropy(1)).publicKey().encoded();
        Arrays.fill(smallOrder, XWingPublicKey.BYTES - 32, XWingPublicKey.BYTES, (byte) 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XWingPublicKey.of(smallOrder).encapsulate(new SeededEntropy(1)));
    }

    @Test
    void aClosedKeyRefusesUse() {
        XWingPrivateKey key = XWingPrivateKey.generate(new SeededEntropy(1));
        key.close();
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> key.decapsulate(Slice.of(new byte[1120])));
    }

    private static void refuses(XWingPrivateKey key, byte[] ciphertext) {
        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> key.decapsulate(Slice.of(ciphertext)));
    }

    private static byte[] value(Map<String, byte[]> vector, String name) {
        return Objects.requireNonNull(vector.get(name), name).clone();
    }

    private static List<Map<String, byte[]>> vectors() throws IOException {
        try (InputStream in = Objects.requireNonNull(XWingTest.class.getResourceAsStream("xwing.txt"))) {
            List<Map<String, byte[]>> vectors = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
                if (line.startsWith("seed ")) {
                    vectors.add(new HashMap<>());
                }
                if (!line.isEmpty() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    vectors.getLast().put(line.substring(0, space), Bytes.hex(line.substring(space + 1)));
                }
            }
            return vectors;
        }
    }
}
