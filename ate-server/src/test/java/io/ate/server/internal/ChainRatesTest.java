package io.ate.server.internal;

import io.ate.ChainId;
import io.ate.internal.host.HostedFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChainRatesTest {
    private static final ChainId CHAIN = ChainId.parse("ab".repeat(32));
    private static final long SECOND = 1_000_000_000;

    private final ChainRates rates = new ChainRates();

    private void sample(long second, long commits) {
        rates.sample(second * SECOND, List.of(new HostedFacts(CHAIN, 0, commits, 100 * commits, 0, 0, 0)));
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        for (int second = 0; second <= 100; second++) {
            sample(second, second < 50 ? 7L * second : 350);
        }
        assertThat(rates.of(CHAIN)).isEqualTo(new ChainRates.Rate(0, 0));
        for (int second = 101; second <= 120; second++) {
            sample(second, 350 + 3L * (second - 100));
        }
        assertThat(rates.of(CHAIN)).isEqualTo(new ChainRates.Rate(3, 300));
    }

    @Test
    void aChainThatIsNotInMemoryHasNone() {
        sample(0, 0);
        sample(1, 5);
        rates.sample(2 * SECOND, List.of());

        assertThat(rates.of(CHAIN)).isEqualTo(ChainRates.Rate.NONE);
    }
}
