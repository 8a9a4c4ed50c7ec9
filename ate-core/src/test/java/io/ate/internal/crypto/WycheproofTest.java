package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What implementations get wrong, as Project Wycheproof collects it: all classes of invalid inputs that can reach the
 * primitives as they are used here, and some of the valid ones at the edges.
 */
class WycheproofTest {

    /** A line of vectors: its words, and what to call it. */
    private record Vector(List<String> words) {
        private boolean isValid() {
            return words.getFirst().equals("valid");
        }

        private byte[] bytes(int index) {
            String word = words.get(index);
            return word.equals(".") ? new byte[0] : Base64.getDecoder().decode(word);
        }

        private String name() {
            return words.getFirst() + " " + words.getLast();
        }
    }

    private static List<Vector> vectors(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(WycheproofTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new Vector(List.of(line.split(" ", -1))))
                    .toList();
        }
    }

    @Test
    void ed25519TakesNoSignatureThatIsMalleableTruncatedOrOtherwiseEncoded() throws Exception {
        List<Vector> vectors = vectors("wycheproof-ed25519.txt");
        assertThat(vectors).hasSize(87);
        for (Vector each : vectors) {
            PublicPoint point = Ed25519.validatePublicKeyFullExport(each.bytes(1), 0);
            byte[] message = each.bytes(2);
            byte[] signature = each.bytes(3);
            boolean holds = point != null && signature.length == Ed25519.SIGNATURE_SIZE
                    && Ed25519.verify(signature, 0, point, message, 0, message.length);
            assertThat(holds).as(each.name()).isEqualTo(each.isValid());
        }
    }

    @Test
    void mlDsa65TakesNoSignatureWithFalseHintsNormsOrLength() throws Exception {
        List<Vector> vectors = vectors("wycheproof-ml-dsa-65.txt");
        assertThat(vectors).hasSize(20);
        for (Vector each : vectors) {
            PublicKey key = MlDsa65.decode(each.bytes(1), 0);
            byte[] signature = each.bytes(3);
            boolean holds = signature.length == MlDsa65.SIGNATURE_BYTES
                    && MlDsa65.verify(key, each.bytes(2), signature, 0);
            assertThat(holds).as(each.name()).isEqualTo(each.isValid());
        }
    }

    @Test
    void aesGcmOpensNothingWithAModifiedTagAndWrapsItsCounterRight() throws Exception {
        List<Vector> vectors = vectors("wycheproof-aes-256-gcm.txt");
        assertThat(vectors).hasSize(43);
        for (Vector each : vectors) {
            byte[] sealed = each.bytes(5);
            byte[] opened = new byte[sealed.length - AesGcm.TAG_BYTES];
            AssociatedData bound = AssociatedData.ofBytes(each.bytes(3));
            if (each.isValid()) {
                AesGcm.open(each.bytes(1), each.bytes(2), bound, sealed, 0, sealed.length, opened, 0);
                assertThat(opened).as(each.name()).isEqualTo(each.bytes(4));
                byte[] again = new byte[sealed.length];
                AesGcm.seal(each.bytes(1), each.bytes(2), bound, opened, 0, opened.length, again, 0);
                assertThat(again).as(each.name()).isEqualTo(sealed);
            } else {
                assertThatExceptionOfType(AuthenticationFailedException.class).as(each.name())
                        .isThrownBy(() -> AesGcm.open(each.bytes(1), each.bytes(2), bound, sealed, 0, sealed.length,
                                opened, 0));
            }
        }
    }

    @Test
    void hkdfGivesWhatItShouldAndNoMoreThanItMay() throws Exception {
        for (Vector each : vectors("wycheproof-hkdf-sha-256.txt")) {
            byte[] key = Hkdf.extract(each.bytes(2), each.bytes(1));
            int length = Integer.parseInt(each.words().get(4));
            if (each.isValid()) {
                byte[] output = Hkdf.expand(key, each.bytes(3), length);
                assertThat(Sha256.plain(Slice.of(output)).bytes()).as(each.name()).isEqualTo(each.bytes(5));
            } else {
                assertThatIllegalArgumentException().as(each.name())
                        .isThrownBy(() -> Hkdf.expand(key, each.bytes(3), length));
            }
        }
    }

    /** RFC 7748 leaves it open whether a shared secret of zero is an error; here it is, in both directions. */
    @Test
    void xWingTakesNoPointOfLowOrder() throws Exception {
        List<Vector> points = vectors("wycheproof-x25519-low-order.txt");
        assertThat(points).hasSize(14);
        XWingPrivateKey key = XWingPrivateKey.generate(new SeededEntropy(1));
        byte[] ciphertext = key.publicKey().encapsulate(new SeededEntropy(2)).ciphertext().toArray();
        for (Vector each : points) {
            byte[] publicKey = withPoint(key.publicKey().encoded(), each.bytes(0));
            assertThatIllegalArgumentException().as(each.name())
                    .isThrownBy(() -> XWingPublicKey.of(publicKey).encapsulate(new SeededEntropy(3)));
            Slice made = Slice.of(withPoint(ciphertext.clone(), each.bytes(0)));
            assertThatExceptionOfType(AuthenticationFailedException.class).as(each.name())
                    .isThrownBy(() -> key.decapsulate(made));
        }
    }

    /** X25519's part is the last 32 bytes, of keys and of ciphertexts. */
    private static byte[] withPoint(byte[] bytes, byte[] point) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        System.arraycopy(point, 0, changed, bytes.length - point.length, point.length);
        return changed;
    }
}
