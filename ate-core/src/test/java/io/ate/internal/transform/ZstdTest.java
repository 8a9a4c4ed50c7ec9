package io.ate.internal.transform;

import com.github.luben.zstd.ZstdOutputStream;
import io.ate.extension.Transformer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ZstdTest {
    private static final int LIMIT = 1 << 20;
    private static final Transformer ZSTD = Transformer.zstd();

    @RepeatedTest(20)
    void whatGetsShorterComesBackAsItWas(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        byte[] value = words(new Random(seed), 100 + (int) seed * 1000);
        byte[] compressed = Transformer.zstd(1 + (int) seed % 22).transform(value).orElseThrow();
        assertThat(compressed).as("seed %d", seed).hasSizeLessThan(value.length);
        assertThat(ZSTD.restore(compressed, LIMIT)).as("seed %d", seed).isEqualTo(value);
    }

    @Test
    void whatDoesNotGetShorterIsLeftAsItIs() {
        byte[] random = new byte[10_000];
        new Random(1).nextBytes(random);
        assertThat(ZSTD.transform(random)).isEmpty();
        assertThat(ZSTD.transform(new byte[0])).isEmpty();
        assertThat(ZSTD.transform(new byte[31])).isEmpty();
    }

    @Test
    void aBombIsRefusedBeforeItTakesMemory() {
        byte[] bomb = ZSTD.transform(new byte[LIMIT + 1]).orElseThrow();
        assertThat(bomb).hasSizeLessThan(200);
        assertThatIllegalArgumentException().isThrownBy(() -> ZSTD.restore(bomb, LIMIT))
                .withMessage("its content takes 1048577 bytes, and a value at most 1048576");
        assertThat(ZSTD.restore(bomb, LIMIT + 1)).hasSize(LIMIT + 1);
    }

    @Test
    void aBombThatLiesAboutItsLengthIsRefused() {
        byte[] bomb = ZSTD.transform(new byte[LIMIT]).orElseThrow();
        byte[] honest = ZSTD.transform(new byte[70_000]).orElseThrow();
        // Both have a header of one form: the length of their contents takes four bytes, behind magic and descriptor.
        assertThat(bomb[4]).isEqualTo(honest[4]);
        System.arraycopy(honest, 5, bomb, 5, 4);
        assertThatIllegalArgumentException().isThrownBy(() -> ZSTD.restore(bomb, LIMIT))
                .withMessageStartingWith("it is no whole frame of zstd");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 17, 100, 5000})
    void garbageIsRefused(int length) {
        byte[] garbage = new byte[length];
        new Random(length).nextBytes(garbage);
        assertThatIllegalArgumentException().isThrownBy(() -> ZSTD.restore(garbage, LIMIT));
    }

    @Test
    void aFlippedByteIsAnErrorOrAnotherValueAndNothingWorse() {
        byte[] value = words(new Random(3), 3000);
        byte[] compressed = ZSTD.transform(value).orElseThrow();
        for (int at = 0; at < compressed.length; at++) {
            byte[] changed = compressed.clone();
            changed[at] ^= 0x55;
            try {
                assertThat(ZSTD.restore(changed, LIMIT)).hasSizeLessThanOrEqualTo(LIMIT);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(its content|it is no|behind the frame).*");
            }
        }
    }

    @Test
    void aFrameThatIsCutOffOrHasSomethingBehindItIsRefused() {
        byte[] whole = ZSTD.transform(words(new Random(4), 3000)).orElseThrow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZSTD.restore(Arrays.copyOf(whole, whole.length - 1), LIMIT));
        byte[] twice = Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);
        assertThatIllegalArgumentException().isThrownBy(() -> ZSTD.restore(twice, LIMIT))
                .withMessage("behind the frame of zstd stands something else");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZSTD.restore(Arrays.copyOf(whole, whole.length + 1), LIMIT));
    }

    @Test
    void aFrameThatDoesNotSayHowLongItsContentIsIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream compressing = new ZstdOutputStream(out)) {
            compressing.write(new byte[LIMIT * 2]);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ZSTD.restore(out.toByteArray(), LIMIT))
                .withMessageContaining("says how long its content is");
    }

    @Test
    void thereAreTwentyTwoLevels() {
        assertThatIllegalArgumentException().isThrownBy(() -> Transformer.zstd(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Transformer.zstd(23));
    }

    private static byte[] words(Random random, int length) {
        byte[] words = new byte[length];
        for (int i = 0; i < length; i++) {
            words[i] = (byte) ('a' + random.nextInt(6));
        }
        return words;
    }
}
