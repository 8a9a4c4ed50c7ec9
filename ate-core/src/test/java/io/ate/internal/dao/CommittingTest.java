package io.ate.internal.dao;

import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a body whose state of the chain is not kept any longer. */
class CommittingTest {
    @Test
    void aBodyThatTheChainOutrunsIsRunAgainOnANewerState() {
        AtomicInteger runs = new AtomicInteger();
        try (Chain chain = Chain.temporary()) {
            int result = chain.commit(dio -> {
                if (runs.incrementAndGet() == 1) {
                    throw new SnapshotExpiredException(dio.sequence());
                }
                return runs.get();
            });

            assertThat(result).isEqualTo(2);
        }
    }

    @Test
    void oneThatIsNotRunAgainFailsWithAnExceptionOfTheApi() {
        try (Chain chain = Chain.temporary()) {
            CompletableFuture<Long> failed = chain.commitAsync(dio -> {
                throw new SnapshotExpiredException(dio.sequence());
            });

            assertThat(failed).isCompletedExceptionally();
            assertThat(failed.exceptionNow()).isInstanceOf(ChainUnavailableException.class)
                    .hasMessageContaining("faster");
        }
    }
}
