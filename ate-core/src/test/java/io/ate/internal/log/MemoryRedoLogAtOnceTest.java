package io.ate.internal.log;

import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The contract, in memory, where whoever appends writes; with faults there is a writer, which can wait at them. */
final class MemoryRedoLogAtOnceTest extends RedoLogContract {
    @Override
    public RedoLog open(WriteFaults faults) {
        return faults.equals(WriteFaults.NONE) ? new MemoryRedoLog() : MemoryRedoLog.withFaults(faults, () -> false);
    }

    @Override
    public RedoLog reopen(RedoLog closed) {
        return ((MemoryRedoLog) closed).reopened();
    }

    @Test
    void whatIsAppendedIsDurableBeforeAppendReturns() {
        try (RedoLog log = new MemoryRedoLog()) {
            SampleChain chain = new SampleChain(log, "at-once", new Random(1)).createdIn(log);
            List<Integer> order = new ArrayList<>();
            log.append(chain.shard(), 0, note(chain, "first"), new OnDurable(() -> {
                log.append(chain.shard(), 0, note(chain, "second"), new OnDurable(() -> order.add(2)));
                order.add(1); // what is appended from an answer waits for its turn
            }));
            assertThat(order).containsExactly(1, 2);
            assertThat(log.note(chain.number(), "second")).isNotNull();
        }
    }

    @Test
    void anAnswerCannotCloseItsOwnLog() {
        RedoLog log = new MemoryRedoLog();
        SampleChain chain = new SampleChain(log, "closing", new Random(1)).createdIn(log);
        List<Throwable> thrown = new ArrayList<>();
        log.append(chain.shard(), 0, note(chain, "first"),
                new OnDurable(() -> thrown.add(catchThrowable(log::close))));
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        log.close();
        assertThatIllegalStateException().isThrownBy(log::chains);
    }

    @Test
    void eventsOfAnySizeComeBackAsTheyWere() {
        try (RedoLog log = new MemoryRedoLog()) {
            SampleChain chain = new SampleChain(log, "sizes", new Random(7)).createdIn(log);
            List<LogEntry.Append> appended = new ArrayList<>();
            for (int size : List.of(1, 100_000, 131_000, 131_072, 200_000, 10, 1 << 20, 50_000, 60_000, 70_000, 3)) {
                LogEntry.Append commit = chain.commit(2, size);
                appended.add(commit);
                chain.append(log, commit);
            }
            for (LogEntry.Append commit : appended) {
                long sequence = commit.record().first();
                for (var event : commit.events()) {
                    LogItem.StoredEvent stored = (LogItem.StoredEvent) log.read(chain.number(), sequence).orElseThrow();
                    assertThat(stored.event().factsBytes()).isEqualTo(event.factsBytes());
                    assertThat(stored.event().payload()).isEqualTo(event.payload());
                    assertThat(stored.beginning().isPresent()).isEqualTo(sequence == commit.record().first());
                    sequence++;
                }
            }
        }
    }

    private static LogBatch note(SampleChain chain, String name) {
        return LogBatch.of(new LogEntry.Note(chain.number(), name, Slice.of(new byte[] {1})));
    }
}
