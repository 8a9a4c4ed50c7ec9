package io.ate;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A chain's name is never a path, and looks like no other name. */
class ChainNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"notes", "example.com/alice/notes", "a", "1/2/3/4/5/6/7/8", "a-b_c.d"})
    void namesAreSegmentsOfPlainCharacters(String text) {
        assertThat(new ChainName(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/..", "a/../b", ".hidden", "a\0b", "A",
        "aB", "a b", "a\\b", "a\n", "a\n/b", "c:", "größe", "раура", "a\u202eb", "a\u200bb", "ａ", "a\nb", "%2e%2e",
        "a?b", "a#b", "~",
        "1/2/3/4/5/6/7/8/9"})
    void whatCouldBeAPathOrMistakenForAnotherNameIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainName(text))
                .withMessageMatching("[ -~]*chain name[ -~]*");
    }

    @Test
    void longNamesAreRefusedWithTheBound() {
        String segment = "x".repeat(64);
        String longest = String.join("/", Collections.nCopies(8, segment));
        assertThat(new ChainName(longest).text()).hasSize(ChainName.LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainName(longest + "x"))
                .withMessageContaining(String.valueOf(ChainName.LENGTH));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainName(segment + "x"))
                .withMessageContaining("64");
    }
}
