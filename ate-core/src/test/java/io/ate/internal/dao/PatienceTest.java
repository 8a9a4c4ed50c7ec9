package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class PatienceTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Patience patience = new Patience(DAY);

    @Test
    void nobodyWaitsWhereAnotherHasWaitedInVainUntilSomethingGoesOn() {
        patience.inVain(patience.begin(Deadline.in(DAY.multipliedBy(2))));
        assertThat(leftFor(DAY.multipliedBy(2))).isNotPositive();

        patience.goesOn();
        assertThat(leftFor(DAY.multipliedBy(2))).isPositive();
    }

    @Test
    void whatHasGoneOnMeanwhileIsWorthAnotherWait() {
        Patience.Wait wait = patience.begin(Deadline.in(DAY.multipliedBy(2)));
        patience.goesOn();
        patience.inVain(wait);

        assertThat(leftFor(DAY.multipliedBy(2))).isPositive();
    }

    @Test
    void whoseOwnTimeIsShortSpeaksForNobodyElse() {
        Patience.Wait hasty = patience.begin(Deadline.in(Duration.ofHours(1)));
        assertThat(hasty.until().remaining()).isLessThan(DAY.toNanos() / 2);
        patience.inVain(hasty);

        assertThat(leftFor(DAY.multipliedBy(2))).isPositive();
    }

    @Test
    void theWorkerWaitsForNothingAndSpeaksForNobody() {
        patience.inVain(Patience.Wait.NOT);

        assertThat(Patience.Wait.NOT.until().remaining()).isNotPositive();
        assertThat(leftFor(DAY.multipliedBy(2))).isPositive();
    }

    private long leftFor(Duration deadline) {
        return patience.begin(Deadline.in(deadline)).until().remaining();
    }
}
