package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class Sha256Test {
    private static final Label LABEL = Label.of("ate/test/1");

    @Test
    void theInputIsTheLabelFixedPartsAsTheyAreAndVariablePartsBehindTheirLength() throws Exception {
        byte[] input = Bytes.hex("6174652f746573742f31" + "aabb" + "00000003616263" + "05" + "0000000000000007");

        assertThat(Sha256.of(LABEL)
                .fixed(new byte[] {(byte) 0xaa, (byte) 0xbb})
                .variable(Bytes.slice("abc"))
                .u8(5)
                .u64(7)
                .digestBytes()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(input));
    }

    @Test
    void aPartMovedOverABoundaryGivesAnotherHash() {
        assertThat(Sha256.of(LABEL).variable(Bytes.ascii("ab")).variable(Bytes.ascii("c")).digest())
                .isNotEqualTo(Sha256.of(LABEL).variable(Bytes.ascii("a")).variable(Bytes.ascii("bc")).digest());
    }

    @Test
    void plainIsTheHashOfTheBytesAlone() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Sha256.plain(Bytes.ascii("abc"))).hasToString(abc);
        assertThat(Sha256.plain(Slice.of(Bytes.ascii("xabcx"), 1, 3))).hasToString(abc);
    }

    @Test
    void usingALabelLeavesItAsItWas() {
        assertThat(Sha256.of(LABEL).u8(1).digest()).isEqualTo(Sha256.of(LABEL).u8(1).digest());
    }

    @Test
    void labelsArePrintableAscii() {
        assertThatIllegalArgumentException().isThrownBy(() -> Label.of(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Label.of("ate/ä/1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Label.of("ate 1"));
    }
}
