package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FrameTest {
    private static final RekeyLimits EVERY_THREE_FRAMES = new RekeyLimits(Long.MAX_VALUE, 3);

    private final Secret key = Secret.random(32, new SeededEntropy(31));

    @Test
    void framesOpenInTheOrderInWhichTheyWereSealed() throws Exception {
        FrameSealer sealer = new FrameSealer(key, RekeyLimits.PROTOCOL);
        FrameOpener opener = new FrameOpener(key, RekeyLimits.PROTOCOL);
        for (int i = 0; i < 100; i++) {
            byte[] frame = new byte[i];
            Arrays.fill(frame, (byte) i);
            assertThat(opened(opener, sealed(sealer, frame))).isEqualTo(frame);
        }
    }

    @Test
    void aFrameIsSealedAndOpenedInPlace() throws Exception {
        byte[] buffer = Arrays.copyOf(Bytes.ascii("..hello"), 2 + 5 + FrameSealer.OVERHEAD);
        int length = new FrameSealer(key, RekeyLimits.PROTOCOL).seal(buffer, 2, 5, buffer, 2);
        assertThat(buffer).startsWith(Bytes.ascii(".."));
        assertThat(Arrays.copyOfRange(buffer, 2, 7)).isNotEqualTo(Bytes.ascii("hello"));
        assertThat(new FrameOpener(key, RekeyLimits.PROTOCOL).open(buffer, 2, length, buffer, 2)).isEqualTo(5);
        assertThat(buffer).startsWith(Bytes.ascii("..hello"));
    }

    @Test
    void aFrameRepeatedLeftOutOrChangedEndsTheDirection() throws Exception {
        FrameSealer sealer = new FrameSealer(key, RekeyLimits.PROTOCOL);
        byte[] first = sealed(sealer, new byte[10]);
        byte[] second = sealed(sealer, new byte[10]);

        FrameOpener repeated = new FrameOpener(key, RekeyLimits.PROTOCOL);
        opened(repeated, first);
        refuses(repeated, first);
        assertThatIllegalStateException().isThrownBy(() -> opened(repeated, second));

        refuses(new FrameOpener(key, RekeyLimits.PROTOCOL), second);
        refuses(new FrameOpener(key, RekeyLimits.PROTOCOL), Bytes.flipped(first, 3));
        refuses(new FrameOpener(key, RekeyLimits.PROTOCOL), new byte[5]);
    }

    @Test
    void theKeyChangesByTheDocumentedRuleAndTheCounterBeginsAgain() throws Exception {
        FrameSealer sealer = new FrameSealer(key, EVERY_THREE_FRAMES);
        FrameOpener opener = new FrameOpener(key, EVERY_THREE_FRAMES);
        Set<String> seen = new HashSet<>();
        byte[] fourth = new byte[0];
        for (int i = 1; i <= 10; i++) {
            byte[] sealed = sealed(sealer, new byte[4]);
            fourth = i == 4 ? sealed : fourth;
            assertThat(seen.add(Bytes.hex(sealed))).as("frame %d", i).isTrue();
            assertThat(opened(opener, sealed)).hasSize(4);
        }
        Secret next = Hkdf.expand(key, Label.of("ate/rekey/1"), 32);
        assertThat(opened(new FrameOpener(next, EVERY_THREE_FRAMES), fourth)).hasSize(4);
    }

    @Test
    void theKeyChangesByBytesToo() throws Exception {
        RekeyLimits limits = new RekeyLimits(100, Long.MAX_VALUE);
        FrameSealer sealer = new FrameSealer(key, limits);
        sealed(sealer, new byte[100]);
        byte[] second = sealed(sealer, new byte[4]);
        Secret next = Hkdf.expand(key, Label.of("ate/rekey/1"), 32);
        assertThat(opened(new FrameOpener(next, limits), second)).hasSize(4);
    }

    @Test
    void aClosedDirectionRefusesUse() {
        FrameSealer sealer = new FrameSealer(key, RekeyLimits.PROTOCOL);
        sealer.close();
        sealer.close();
        assertThatIllegalStateException().isThrownBy(() -> sealed(sealer, new byte[1]));
    }

    private static byte[] sealed(FrameSealer sealer, byte[] frame) {
        byte[] sealed = new byte[frame.length + FrameSealer.OVERHEAD];
        sealer.seal(frame, 0, frame.length, sealed, 0);
        return sealed;
    }

    private static byte[] opened(FrameOpener opener, byte[] sealed) throws AuthenticationFailedException {
        byte[] frame = new byte[sealed.length];
        return Slice.of(frame, 0, opener.open(sealed, 0, sealed.length, frame, 0)).toArray();
    }

    private static void refuses(FrameOpener opener, byte[] sealed) {
        assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(() -> opened(opener, sealed));
    }
}
