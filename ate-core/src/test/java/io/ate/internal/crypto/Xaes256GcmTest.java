package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The known answers are those of the specification, c2sp.org/XAES-256-GCM. */
class Xaes256GcmTest {
    private static final byte[] NONCE = Bytes.ascii("ABCDEFGHIJKLMNOPQRSTUVWX");
    private static final Slice PLAINTEXT = Bytes.slice("XAES-256-GCM");

    @Test
    void theFirstVectorOfTheSpecification() {
        byte[] sealed = Xaes256Gcm.seal(key(1), NONCE, AssociatedData.none(), PLAINTEXT);
        assertThat(Bytes.hex(sealed)).isEqualTo("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
    }

    @Test
    void theSecondVectorOfTheSpecification() {
        byte[] sealed = Xaes256Gcm.seal(key(3), NONCE, bound("c2sp.org/XAES-256-GCM"), PLAINTEXT);
        assertThat(Bytes.hex(sealed)).isEqualTo("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
    }

    @Test
    void theAccumulatedVectorOfTheSpecification() throws Exception {
        SHAKEDigest inputs = new SHAKEDigest(128);
        SHAKEDigest outputs = new SHAKEDigest(128);
        for (int i = 0; i < 10_000; i++) {
            Secret key = Secret.take(next(inputs, 32));
            byte[] nonce = next(inputs, 24);
            byte[] plaintext = next(inputs, next(inputs, 1)[0] & 0xff);
            byte[] associated = next(inputs, next(inputs, 1)[0] & 0xff);

            byte[] sealed = Xaes256Gcm.seal(key, nonce, AssociatedData.ofBytes(associated), Slice.of(plaintext));
            assertThat(Xaes256Gcm.open(key, nonce, AssociatedData.ofBytes(associated), Slice.of(sealed)))
                    .isEqualTo(plaintext);
            outputs.update(sealed, 0, sealed.length);
        }
        assertThat(Bytes.hex(next(outputs, 32)))
                .isEqualTo("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
    }

    @Test
    void anyChangedBitIsAnErrorAndNeverGarbage() {
        byte[] sealed = Xaes256Gcm.seal(key(1), NONCE, bound("here"), PLAINTEXT);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            refuses(key(1), NONCE, bound("here"), Bytes.flipped(sealed, bit));
        }
        for (int bit = 0; bit < 8 * NONCE.length; bit++) {
            refuses(key(1), Bytes.flipped(NONCE, bit), bound("here"), sealed);
        }
    }

    @Test
    void anotherKeyOrPlaceIsAnErrorAndNeverGarbage() {
        byte[] sealed = Xaes256Gcm.seal(key(1), NONCE, bound("here"), PLAINTEXT);
        refuses(key(2), NONCE, bound("here"), sealed);
        refuses(key(1), NONCE, bound("there"), sealed);
        refuses(key(1), NONCE, AssociatedData.none(), sealed);
        refuses(key(1), NONCE, bound("here"), Arrays.copyOf(sealed, sealed.length - 1));
        refuses(key(1), NONCE, bound("here"), new byte[0]);
    }

    @Test
    void associatedDataInPartsIsTheSameAsInOne() throws Exception {
        Label label = Label.of("ate/test/1");
        AssociatedData parts = AssociatedData.of(label).fixed(new byte[] {1}).variable(Bytes.slice("facts"));
        byte[] sealed = Xaes256Gcm.seal(key(1), NONCE, parts, PLAINTEXT);
        byte[] whole = Bytes.hex("6174652f746573742f31" + "01" + "000000056661637473");

        assertThat(Xaes256Gcm.open(key(1), NONCE, AssociatedData.ofBytes(whole), Slice.of(sealed)))
                .isEqualTo(PLAINTEXT.toArray());
    }

    @Test
    void keysAndNoncesOfOtherLengthsAreRefused() {
        Secret shortKey = Secret.take(new byte[16]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Xaes256Gcm.seal(shortKey, NONCE, AssociatedData.none(), PLAINTEXT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Xaes256Gcm.seal(key(1), new byte[12], AssociatedData.none(), PLAINTEXT));
    }

    private static void refuses(Secret key, byte[] nonce, AssociatedData bound, byte[] sealed) {
        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> Xaes256Gcm.open(key, nonce, bound, Slice.of(sealed)));
    }

    private static AssociatedData bound(String text) {
        return AssociatedData.ofBytes(Bytes.ascii(text));
    }

    private static Secret key(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Secret.take(bytes);
    }

    private static byte[] next(SHAKEDigest digest, int count) {
        byte[] bytes = new byte[count];
        digest.doOutput(bytes, 0, count);
        return bytes;
    }
}
