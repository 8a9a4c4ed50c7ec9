package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.protocol.PeerLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How much a server may send, and what becomes of one that sends more: all that comes is kept until it is applied. */
class CreditWindowTest {
    /** What the server may send unasked. */
    private static final long FIRST = 1 << 20;

    private final CreditWindow credit = new CreditWindow();

    @Test
    void aServerMaySendWhatItWasAllowedAndTheEventThatItIsAtThen() {
        long allowed = FIRST + credit.take();
        assertThatCode(() -> credit.demandAllowed(allowed)).doesNotThrowAnyException();
        assertThatCode(() -> credit.demandAllowed(allowed + PeerLimits.LONGEST_MESSAGE)).doesNotThrowAnyException();
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> credit.demandAllowed(allowed + PeerLimits.LONGEST_MESSAGE + 1))
                .withMessageContaining("more than it was allowed");
    }

    @Test
    void itIsAllowedMoreAsWhatCameIsDealtWith() {
        long allowed = FIRST + credit.take();
        credit.add(allowed);
        long more = credit.take();
        assertThat(more).isEqualTo(allowed);
        assertThatCode(() -> credit.demandAllowed(allowed + more)).doesNotThrowAnyException();
    }

    @Test
    void littleIsNotWorthAMessage() {
        assertThat(credit.take()).isPositive();
        credit.add(100);
        assertThat(credit.take()).isZero();
    }
}
