package io.ate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReasonTest {
    @Test
    void codesCountOnSoThatNoneIsEverGivenTwice() {
        int code = 0;
        for (Reason each : Reason.values()) {
            assertThat(each.code()).isEqualTo(code++);
            assertThat(Reason.ofCode(each.code())).isEqualTo(each);
        }
    }

    @Test
    void codesThatAreOnTheWireKeepTheirMeaning() {
        assertThat(Reason.ofCode(1)).isEqualTo(Reason.MALFORMED);
        assertThat(Reason.ofCode(12)).isEqualTo(Reason.CONFLICT);
        assertThat(Reason.ofCode(18)).isEqualTo(Reason.NO_WRITE_AUTHORITY);
        assertThat(Reason.ofCode(31)).isEqualTo(Reason.UNSUPPORTED);
        assertThat(Reason.ofCode(44)).isEqualTo(Reason.INTERNAL);
    }

    @Test
    void aCodeOfALaterVersionIsUnknown() {
        assertThat(Reason.ofCode(65_535)).isEqualTo(Reason.UNKNOWN);
        assertThat(Reason.UNKNOWN.isRetryable()).isFalse();
    }
}
