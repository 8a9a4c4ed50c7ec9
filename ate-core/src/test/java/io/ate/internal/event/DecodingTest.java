package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is valid is read and written as the same bytes; whatever else is refused, without more memory than it has. */
class DecodingTest {
    private static final long SEED = 5;

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsWrittenAsTheSameBytes(Decoder layout) throws MalformedException {
        Samples samples = new Samples(new Random(SEED));
        for (int i = 0; i < 300; i++) {
            byte[] bytes = samples.of(layout);
            assertThat(layout.rewritten(Slice.of(bytes.clone())).toArray()).as("seed %s, sample %s", SEED, i)
                    .isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(Decoder layout) {
        Samples samples = new Samples(new Random(SEED));
        for (int i = 0; i < 10; i++) {
            byte[] bytes = samples.of(layout);
            for (int length = 0; length < bytes.length; length++) {
                Slice cut = Slice.of(bytes, 0, length);
                assertThatThrownBy(() -> layout.rewritten(cut)).as("seed %s, sample %s, %s bytes", SEED, i, length)
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftOverIsRefused(Decoder layout) {
        Samples samples = new Samples(new Random(SEED));
        for (int i = 0; i < 20; i++) {
            byte[] bytes = samples.of(layout);
            Slice longer = Slice.of(Arrays.copyOf(bytes, bytes.length + 1));
            assertThatThrownBy(() -> layout.rewritten(longer)).as("seed %s, sample %s", SEED, i)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangeOfOneByteIsAnotherValueOrRefused(Decoder layout) {
        Random random = new Random(SEED);
        Samples samples = new Samples(random);
        for (int i = 0; i < 10; i++) {
            byte[] bytes = samples.of(layout);
            for (int at = 0; at < bytes.length; at++) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                layout.assertReadAsItselfOrRefused(changed);
                changed[at] = (byte) random.nextInt(256);
                layout.assertReadAsItselfOrRefused(changed);
                changed[at] = (byte) 0xff;
                layout.assertReadAsItselfOrRefused(changed);
            }
        }
    }
}
