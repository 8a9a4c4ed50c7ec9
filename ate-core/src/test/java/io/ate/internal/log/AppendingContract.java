package io.ate.internal.log;

import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Who may append what, what is written together, and in which order answers come. */
interface AppendingContract extends LogUnderTest {
    @Test
    default void whatDoesNotFollowOnWhatWasAppendedIsRefusedAtTheDoor() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random());
            SampleChain unknown = new SampleChain(log, "c", random());
            LogEntry.Append first = chain.commit(2, 10);
            assertRefused(log, chain.shard(), first);
            chain.createdIn(log);
            assertRefused(log, chain.shard(), new SampleChain(log, "a", random()).create());
            assertRefused(log, chain.shard(), chain.create());
            assertRefused(log, chain.shard() ^ 1, first);
            assertRefused(log, unknown.shard(), new LogEntry.Drop(unknown.number()));
            assertRefused(log, chain.shard(), chain.commit(1, 10));
            assertRefused(log, chain.shard(), new LogEntry.Note(chain.number(), "", Slice.empty()));
            assertRefused(log, chain.shard(), first, first);
            assertThat(chain.append(log, first).isDurable()).isTrue();
            assertRefused(log, chain.shard(), first);
            Logs.assertHolds(log, chain, List.of(first));
        }
    }

    @Test
    default void whatWaitsTogetherIsWrittenAndSyncedTogether() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            List<SampleChain> chains = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                chains.add(new SampleChain(log, "chain/" + i, random()).createdIn(log));
            }
            int before = gate.writes();
            gate.hold();
            List<Answer> answers = new ArrayList<>();
            answers.add(chains.getFirst().append(log, chains.getFirst().commit(1, 100)));
            gate.awaitWrite();
            for (int i = 0; i < 1000; i++) {
                SampleChain chain = chains.get(i % chains.size());
                answers.add(chain.append(log, chain.commit(1, 100)));
            }
            gate.letPass();
            assertThat(answers).allMatch(Answer::isDurable);
            assertThat(gate.writes() - before).isEqualTo(2);
            assertThat(log.statistics().syncs()).isEqualTo(gate.writes());
            assertThat(log.statistics().appends()).isEqualTo(1011);
            assertThat(log.statistics().waitingBytes()).isZero();
        }
    }

    @Test
    default void completionsComeInTheOrderOfAppendingWhoeverAppends() throws InterruptedException {
        try (RedoLog log = open()) {
            int threads = 8;
            int each = 200;
            List<Integer> completed = new ArrayList<>();
            List<Integer> appended = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(threads * each);
            List<Thread> appenders = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                SampleChain chain = new SampleChain(log, "chain/" + i, new Random(i)).createdIn(log);
                int first = i * each;
                appenders.add(Thread.startVirtualThread(() -> {
                    for (int n = first; n < first + each; n++) {
                        int id = n;
                        LogBatch batch = LogBatch.of(chain.commit(1, 50));
                        // Who comes first is decided inside the log; the lock only writes down which it was.
                        synchronized (appended) {
                            log.append(chain.shard(), 1, batch, new OnDurable(() -> {
                                completed.add(id);
                                all.countDown();
                            }));
                            appended.add(id);
                        }
                    }
                }));
            }
            for (Thread appender : appenders) {
                appender.join();
            }
            all.await();
            assertThat(completed).isEqualTo(appended);
        }
    }

    @Test
    default void aCompletionThatThrowsFailsEverythingAfterIt() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            log.append(chain.shard(), 1, LogBatch.of(chain.commit(1, 1)), new OnDurable(() -> {
                throw new IllegalStateException("a mistake of the sequencer's");
            }));
            assertThat(chain.append(log, chain.commit(1, 1)).isDurable()).isFalse();
        }
    }

    @Test
    default void whoFindsNoRoomIsCalledInTurnOnceHalfIsDurable() throws InterruptedException {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            LogEntry note = new LogEntry.Note(chain.number(), "large", Slice.of(new byte[1 << 20]));
            gate.hold();
            Answer first = chain.append(log, note);
            gate.awaitWrite();
            int appended = 0;
            while (log.mayAppend()) {
                chain.append(log, note);
                appended++;
            }
            assertThat(appended).isBetween(8, 128);
            List<Integer> called = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(2);
            for (int i = 1; i <= 2; i++) {
                int place = i;
                log.whenRoom(() -> {
                    called.add(place);
                    all.countDown();
                });
            }
            assertThat(called).isEmpty();
            Answer surplus = chain.append(log, note);
            gate.letPass();
            assertThat(first.isDurable()).isTrue();
            all.await();
            assertThat(called).containsExactly(1, 2);
            assertThat(surplus.isDurable()).as("what was appended in spite of it").isTrue();
            assertThat(log.mayAppend()).isTrue();
            log.whenRoom(() -> called.add(3));
            assertThat(called).as("with room, at once").containsExactly(1, 2, 3);
        }
    }

    private static void assertRefused(RedoLog log, int shard, LogEntry... entries) {
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(shard, 1, LogBatch.of(entries), new Answer()));
    }
}
