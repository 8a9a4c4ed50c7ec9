package io.ate.internal.log;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What simulations rely on. */
final class ManualMemoryRedoLogTest {
    private final Random random = new Random(7);

    @Test
    void aManualLogAnswersWhenItIsToldToSyncAndLosesTheRestInACrash() {
        MemoryRedoLog log = MemoryRedoLog.manual(WriteFaults.NONE);
        SampleChain chain = new SampleChain(log, "a", random);
        LogEntry.Append first = chain.commit(2, 10);
        Answer kept = chain.append(log, chain.create(), first);
        assertThat(kept.hasCome()).isFalse();
        assertThat(log.sync()).isEqualTo(1);
        assertThat(kept.hasCome() && kept.isDurable()).isTrue();
        Answer lost = chain.append(log, chain.commit(1, 10));
        log.crash();
        assertThat(lost.hasCome()).isFalse();
        MemoryRedoLog next = log.reopened();
        assertThat(next.starts()).isEqualTo(2);
        Logs.assertHolds(next, chain, List.of(first));
        next.close();
    }
}
