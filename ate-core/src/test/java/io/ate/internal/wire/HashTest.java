package io.ate.internal.wire;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HashTest {
    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (0xf0 + i);
        }
        return bytes;
    }

    @Test
    void itsBytesAreThoseThatItWasMadeOf() {
        byte[] bytes = counting(Hash.BYTES);
        assertThat(Hash.of(bytes).bytes()).isEqualTo(bytes);
    }

    @Test
    void itPrintsItsBytesInOrder() {
        assertThat(Hash.of(counting(Hash.BYTES)))
                .hasToString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f");
    }

    @Test
    void changingTheSourceOrTheCopyChangesNoHash() {
        byte[] bytes = counting(Hash.BYTES);
        Hash hash = Hash.of(bytes);
        bytes[3] = 77;
        hash.bytes()[4] = 78;
        assertThat(hash.bytes()).isEqualTo(counting(Hash.BYTES));
    }

    @Test
    void itDiffersFromAHashWithAnyOtherByte() {
        Hash hash = Hash.of(counting(Hash.BYTES));
        assertThat(hash).isEqualTo(Hash.of(counting(Hash.BYTES))).hasSameHashCodeAs(Hash.of(counting(Hash.BYTES)));
        for (int i = 0; i < Hash.BYTES; i++) {
            byte[] other = counting(Hash.BYTES);
            other[i] ^= 1;
            assertThat(hash).as("byte %d", i).isNotEqualTo(Hash.of(other));
        }
    }

    @Test
    void itIsReadFromAndWrittenToTheMiddleOfAnArray() {
        byte[] source = counting(Hash.BYTES + 7);
        byte[] target = new byte[Hash.BYTES + 7];
        Hash.at(source, 5).copyTo(target, 5);
        assertThat(target).startsWith(0, 0, 0, 0, 0, source[5]).endsWith(source[5 + Hash.BYTES - 1], 0, 0);
        assertThat(Hash.at(target, 5)).isEqualTo(Hash.at(source, 5));
    }

    @Test
    void anyOtherLengthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[31])).withMessageContaining("31");
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[33])).withMessageContaining("33");
        assertThatThrownBy(() -> Hash.at(new byte[40], 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Hash.at(new byte[40], -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
