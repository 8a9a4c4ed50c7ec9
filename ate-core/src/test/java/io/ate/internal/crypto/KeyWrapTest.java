package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KeyWrapTest {
    private static final Label LABEL = Label.of("ate/test/1");

    private final SeededEntropy entropy = new SeededEntropy(21);
    private final Secret key = Secret.random(32, entropy);
    private final Secret dataKey = Secret.random(32, entropy);

    @Test
    void whatWasWrappedComesBack() throws Exception {
        byte[] wrapped = KeyWrap.wrap(key, dataKey, bound(1), entropy);
        assertThat(wrapped).hasSize(12 + 32 + 16);
        assertThat(KeyWrap.unwrap(key, Slice.of(wrapped), bound(1)).sameAs(dataKey)).isTrue();
    }

    @Test
    void wrappingTwiceShowsNoRelation() {
        assertThat(KeyWrap.wrap(key, dataKey, bound(1), entropy))
                .isNotEqualTo(KeyWrap.wrap(key, dataKey, bound(1), entropy));
    }

    @Test
    void anotherKeyOrPlaceAndAnyChangeIsAnError() {
        byte[] wrapped = KeyWrap.wrap(key, dataKey, bound(1), entropy);
        refuses(dataKey, wrapped, bound(1));
        refuses(key, wrapped, bound(2));
        refuses(key, new byte[27], bound(1));
        for (int bit = 0; bit < 8 * wrapped.length; bit++) {
            refuses(key, Bytes.flipped(wrapped, bit), bound(1));
        }
    }

    private static void refuses(Secret key, byte[] wrapped, AssociatedData bound) {
        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> KeyWrap.unwrap(key, Slice.of(wrapped), bound));
    }

    private static AssociatedData bound(int place) {
        return AssociatedData.of(LABEL).fixed(new byte[] {(byte) place});
    }
}
