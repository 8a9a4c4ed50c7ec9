package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.tree.MemoryTreeNodes;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What every redo log must do. */
abstract class RedoLogContract {
    private static final int LARGE = RedoLog.LARGE_PAYLOAD;

    final Random random = new Random(4711);

    /** A new, empty log whose writes pass this fault point. */
    abstract RedoLog open(WriteFaults faults);

    /** The same log in the next process. */
    abstract RedoLog reopen(RedoLog closed);

    private RedoLog open() {
        return open(WriteFaults.NONE);
    }

    @Test
    void aNewLogIsEmpty() {
        try (RedoLog log = open()) {
            assertThat(log.chains()).isEmpty();
            assertThat(log.find(new ChainName("a/b"))).isEmpty();
            assertThat(log.end(1)).isZero();
            assertThat(log.read(1, 1)).isEmpty();
            assertThat(log.note(1, "head")).isNull();
            assertThat(log.starts()).isEqualTo(1);
            assertThat(Logs.items(log, 1, 0, Reading.WHOLE)).isEmpty();
        }
    }

    @Test
    void aCreatedChainIsFoundWithItsGenesis() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "example.com/alice", random).createdIn(log);
            StoredChain stored = new StoredChain(chain.number(), chain.name(), chain.genesis());
            assertThat(log.find(chain.name())).contains(stored);
            ChainSummary summary = new ChainSummary(chain.number(), chain.name(), chain.genesis().chainId(),
                    chain.genesis().record().subscribers(), chain.genesis().record().rules().named());
            assertThat(log.chains()).containsExactly(summary);
            assertThat(log.summary(chain.genesis().chainId())).contains(summary);
            assertThat(log.end(chain.number())).isZero();
        }
    }

    @Test
    void whatWasAnsweredDurableIsThereAfterReopening() {
        RedoLog log = open();
        List<SampleChain> chains = new ArrayList<>();
        Map<Long, List<LogEntry.Append>> appended = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            chains.add(new SampleChain(log, "example.com/" + i, random).createdIn(log));
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            SampleChain chain = chains.get(random.nextInt(chains.size()));
            LogEntry.Append commit = chain.commit(1 + random.nextInt(4), 1 + random.nextInt(2 * LARGE));
            appended.computeIfAbsent(chain.number(), _ -> new ArrayList<>()).add(commit);
            answers.add(chain.append(log, commit));
        }
        assertThat(answers).allMatch(Answer::isDurable);
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(again.chains()).hasSize(5);
            chains.forEach(chain -> Logs.assertHolds(again, chain, appended.getOrDefault(chain.number(), List.of())));
        }
    }

    @Test
    void readingBeginsBehindAnySequence() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            LogEntry.Append commit = chain.commit(700, 10);
            assertThat(chain.append(log, commit).isDurable()).isTrue();
            for (long after : new long[] {0, 1, 255, 256, 257, 699, 700, 701, 5000}) {
                assertThat(Logs.items(log, chain.number(), after, Reading.WHOLE))
                        .hasSize((int) Math.max(0, 700 - after))
                        .allSatisfy(item -> assertThat(((StoredEvent) item).sequence()).isGreaterThan(after));
            }
        }
    }

    @Test
    void headersComeWithoutLargePayloads() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(1, LARGE - 1), chain.commit(1, LARGE)).isDurable()).isTrue();
            List<LogItem> headers = Logs.items(log, chain.number(), 0, Reading.HEADERS);
            assertThat(((StoredEvent) headers.get(1)).event().hasPayload()).isFalse();
            assertThat(headers).hasSize(2);
            List<LogItem> whole = Logs.items(log, chain.number(), 0, Reading.WHOLE);
            assertThat(whole).allMatch(item -> ((StoredEvent) item).event().hasPayload());
        }
    }

    @Test
    void singleEventsAndRecordsAreFoundByTheirSequence() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            LogEntry.Append first = chain.commit(2, 100);
            LogEntry.Append second = chain.commit(1, LARGE);
            assertThat(chain.append(log, first, second).isDurable()).isTrue();
            long number = chain.number();
            assertThat(log.read(number, 2)).hasValueSatisfying(item -> Logs.assertIs(item, 2, first.events().get(1)));
            assertThat(log.read(number, 3)).hasValueSatisfying(item -> Logs.assertIs(item, 3, second.events().get(0)));
            assertThat(log.read(number, 0)).isEmpty();
            assertThat(log.read(number, 4)).isEmpty();
            assertThat(log.record(number, 1)).contains(first.record());
            assertThat(log.record(number, 2)).isEmpty();
            assertThat(log.record(number, 3)).contains(second.record());
            assertThat(log.record(number, 4)).isEmpty();
        }
    }

    @Test
    void theTableOfWritersHasTheLastCommitOfEach() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            LogEntry.Append last = chain.commit(3, 10);
            for (int i = 0; i < 10; i++) {
                chain.append(log, last);
                last = chain.commit(3, 10);
            }
            assertThat(chain.append(log, last).isDurable()).isTrue();
            WriterRow row = new WriterRow(11, 31, 33, last.statementHash());
            assertThat(log.writer(chain.number(), chain.writer())).contains(row);
            Map<WriterId, WriterRow> all = new HashMap<>();
            log.writers(chain.number(), all::put);
            assertThat(all).containsExactly(Map.entry(chain.writer(), row));
            assertThat(log.writer(chain.number(), new WriterId(chain.writer().key(), 1, 2))).isEmpty();
        }
    }

    @Test
    void theLastNoteOfANameIsKept() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
        chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.of(new byte[] {1})));
        chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.of(new byte[] {2})));
        assertThat(chain.append(log, new LogEntry.Note(chain.number(), "epoch", Slice.empty())).isDurable()).isTrue();
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(again.note(chain.number(), "head")).isEqualTo(Slice.of(new byte[] {2}));
            assertThat(again.note(chain.number(), "epoch")).isEqualTo(Slice.empty());
            assertThat(again.note(chain.number(), "hea")).isNull();
        }
    }

    @Test
    void theTreeHasStoredNodesAndTheHashesOfEvents() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            MemoryTreeNodes expected = new MemoryTreeNodes();
            for (int i = 0; i < 6; i++) {
                LogEntry.Append commit = chain.commit(100, 5);
                commit.events().forEach(event -> expected.append(event.hash(chain.genesis().chainId())));
                chain.append(log, commit);
            }
            assertThat(chain.append(log, new LogEntry.Nodes(chain.number(), 8, 0, expected.node(8, 0)),
                    new LogEntry.Nodes(chain.number(), 8, 1, expected.node(8, 1))).isDurable()).isTrue();
            var tree = log.tree(chain.number());
            assertThat(tree.node(8, 1)).isEqualTo(expected.node(8, 1));
            List<Hash> wanted = new ArrayList<>();
            List<Hash> found = new ArrayList<>();
            expected.leaves(512, 600, wanted::add);
            tree.leaves(512, 600, found::add);
            assertThat(found).isEqualTo(wanted);
            assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> tree.node(9, 0));
        }
    }

    @Test
    void aDroppedChainLeavesNothingAndItsNameIsFree() {
        RedoLog log = open();
        SampleChain other = new SampleChain(log, "b", random).createdIn(log);
        LogEntry.Append kept = other.commit(1, LARGE);
        other.append(log, kept);
        SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
        chain.append(log, chain.commit(3, LARGE), new LogEntry.Note(chain.number(), "head", Slice.empty()),
                new LogEntry.Nodes(chain.number(), 8, 0, Hash.of(new byte[32])));
        // The last commit and the drop are in one group, if not in one batch.
        assertThat(chain.append(log, chain.commit(1, 10), new LogEntry.Drop(chain.number())).isDurable()).isTrue();
        assertGone(log, chain);
        SampleChain next = new SampleChain(log, "a", random);
        assertThat(next.number()).isNotEqualTo(chain.number());
        next.createdIn(log);
        LogEntry.Append fresh = next.commit(1, 10);
        assertThat(next.append(log, fresh).isDurable()).isTrue();
        log.close();
        try (RedoLog again = reopen(log)) {
            assertGone(again, chain);
            Logs.assertHolds(again, next, List.of(fresh));
            Logs.assertHolds(again, other, List.of(kept));
        }
    }

    @Test
    void summariesOfChainsFollowWhatIsDurable() {
        RedoLog log = open();
        SampleChain first = new SampleChain(log, "a", random).createdIn(log);
        SampleChain second = new SampleChain(log, "b", random).createdIn(log);
        assertThat(log.summary(first.genesis().chainId())).map(ChainSummary::number).contains(first.number());
        first.append(log, new LogEntry.Drop(first.number())).isDurable();
        assertThat(log.summary(first.genesis().chainId())).isEmpty();
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(again.chains()).extracting(ChainSummary::name).containsExactly(second.name());
            assertThat(again.summary(second.genesis().chainId())).contains(again.chains().getFirst())
                    .get()
                    .returns(second.genesis().record().rules().named(), ChainSummary::named)
                    .returns(second.genesis().record().subscribers(), ChainSummary::subscribers);
            assertThat(again.summary(first.genesis().chainId())).isEmpty();
            assertThat(again.hasLostChains()).isFalse();
            // The very same genesis again, as after a drop by mistake: the same chain id, another number.
            long number = again.nextChainNumber();
            Answer answer = new Answer();
            again.append(first.shard(), 1,
                    LogBatch.of(new LogEntry.Create(number, first.name(), first.genesis())), answer);
            assertThat(answer.isDurable()).isTrue();
            assertThat(again.summary(first.genesis().chainId())).map(ChainSummary::number).contains(number);
        }
    }

    private static void assertGone(RedoLog log, SampleChain chain) {
        long number = chain.number();
        assertThat(log.chains()).noneMatch(each -> each.number() == number);
        assertThat(log.end(number)).isZero();
        assertThat(Logs.items(log, number, 0, Reading.WHOLE)).isEmpty();
        assertThat(log.read(number, 1)).isEmpty();
        assertThat(log.writer(number, chain.writer())).isEmpty();
        assertThat(log.note(number, "head")).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> log.tree(number));
    }

    @Test
    void createAppendDropAndCreateAgainFitIntoOneBatch() {
        try (RedoLog log = open()) {
            SampleChain first = new SampleChain(log, "a", random);
            SampleChain second = new SampleChain(log, "a", random);
            LogEntry.Append commit = second.commit(2, 10);
            assertThat(first.append(log, first.create(), first.commit(1, LARGE), new LogEntry.Drop(first.number()),
                    second.create(), commit).isDurable()).isTrue();
            assertGone(log, first);
            Logs.assertHolds(log, second, List.of(commit));
        }
    }

    @Test
    void chainNumbersAreNeverGivenTwiceAlsoNotAfterReopening() {
        RedoLog log = open();
        List<Long> given = new ArrayList<>();
        for (int start = 1; start <= 3; start++) {
            assertThat(log.starts()).isEqualTo(start);
            for (int i = 0; i < 10; i++) {
                given.add(log.nextChainNumber());
            }
            log.close();
            log = reopen(log);
        }
        log.close();
        assertThat(given).doesNotHaveDuplicates().allMatch(number -> number > 0);
    }

    @Test
    void whatDoesNotFollowOnWhatWasAppendedIsRefusedAtTheDoor() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random);
            SampleChain unknown = new SampleChain(log, "c", random);
            LogEntry.Append first = chain.commit(2, 10);
            assertRefused(log, chain.shard(), first);
            chain.createdIn(log);
            assertRefused(log, chain.shard(), new SampleChain(log, "a", random).create());
            assertRefused(log, chain.shard(), chain.create());
            assertRefused(log, chain.shard() ^ 1, first);
            assertRefused(log, unknown.shard(), new LogEntry.Drop(unknown.number()));
            assertRefused(log, chain.shard(), chain.commit(1, 10));
            assertRefused(log, chain.shard(), new LogEntry.Note(chain.number(), "", Slice.empty()));
            assertRefused(log, chain.shard(), new LogEntry.Append(chain.number(), first.record(),
                    first.events().stream().map(event -> event.withoutPayload()).toList(), first.statementHash()));
            assertRefused(log, chain.shard(), first, first);
            assertThat(chain.append(log, first).isDurable()).isTrue();
            assertRefused(log, chain.shard(), first);
            Logs.assertHolds(log, chain, List.of(first));
        }
    }

    private static void assertRefused(RedoLog log, int shard, LogEntry... entries) {
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(shard, 1, LogBatch.of(entries), new Answer()));
    }

    @Test
    void closingFinishesWhatWaitsAndEndsEverythingElse() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(chain.append(log, chain.commit(10, 1000)));
        }
        assertThat(answers.getFirst().isDurable()).isTrue();
        LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE);
        log.close();
        assertThat(answers).allMatch(Answer::hasCome).allMatch(Answer::isDurable);
        assertThatIllegalStateException().isThrownBy(() -> {
            while (reader.next()) {
                reader.item();
            }
            throw new IllegalStateException("ended as if all had been read");
        }).withMessage("the log is closed");
        reader.close();
        reader.close();
        log.close();
        assertThatIllegalStateException().isThrownBy(() -> log.end(chain.number()));
        assertThatIllegalStateException().isThrownBy(() -> log.read(chain.number(), 1));
        assertThatIllegalStateException().isThrownBy(() -> log.reader(chain.number(), 0, Reading.HEADERS));
        assertThatIllegalStateException().isThrownBy(() -> chain.append(log, chain.commit(1, 1)));
        assertThatIllegalStateException().isThrownBy(log::chains);
    }

    @Test
    void aReaderThatWasClosedEnds() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(10, 10)).isDurable()).isTrue();
            LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE);
            assertThat(reader.next()).isTrue();
            reader.close();
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void aReaderSeesWhatWasDurableWhenItWasMadeAlsoAfterADrop() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(3, 10)).isDurable()).isTrue();
            try (LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE)) {
                assertThat(chain.append(log, chain.commit(3, 10)).isDurable()).isTrue();
                assertThat(chain.append(log, new LogEntry.Drop(chain.number())).isDurable()).isTrue();
                int shown = 0;
                while (reader.next()) {
                    reader.event();
                    shown++;
                }
                assertThat(shown).isIn(0, 3);
            }
        }
    }

    @Test
    void nothingIsVisibleBeforeItIsDurable() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            SampleChain other = new SampleChain(log, "b", random);
            LogEntry.Append commit = chain.commit(2, 10);
            gate.hold();
            Answer answer = chain.append(log, commit, new LogEntry.Note(chain.number(), "head", Slice.empty()));
            Answer created = other.append(log, other.create());
            gate.awaitWrite();
            assertThat(log.end(chain.number())).isZero();
            assertThat(log.read(chain.number(), 1)).isEmpty();
            assertThat(log.note(chain.number(), "head")).isNull();
            assertThat(log.find(other.name())).isEmpty();
            assertThat(answer.hasCome()).isFalse();
            gate.letPass();
            assertThat(answer.isDurable() && created.isDurable()).isTrue();
            Logs.assertHolds(log, chain, List.of(commit));
            assertThat(log.note(chain.number(), "head")).isEqualTo(Slice.empty());
        }
    }

    @Test
    void whatWaitsTogetherIsWrittenAndSyncedTogether() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            List<SampleChain> chains = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                chains.add(new SampleChain(log, "chain/" + i, random).createdIn(log));
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
    void completionsComeInTheOrderOfAppendingWhoeverAppends() throws InterruptedException {
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

    @ParameterizedTest
    @EnumSource(WriteFaults.Moment.class)
    void afterAFailedWriteNobodyIsToldDurableAndReopeningDecides(WriteFaults.Moment moment) {
        Gate gate = new Gate();
        RedoLog log = open(gate);
        SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
        LogEntry.Append first = chain.commit(1, 100);
        assertThat(chain.append(log, first).isDurable()).isTrue();
        gate.hold();
        gate.failAt(moment);
        LogEntry.Append second = chain.commit(2, 100);
        List<Answer> answers = new ArrayList<>();
        answers.add(chain.append(log, second));
        gate.awaitWrite();
        answers.add(chain.append(log, chain.commit(1, 100)));
        gate.letPass();
        answers.forEach(answer -> assertThat(answer.isDurable()).isFalse());
        answers.add(chain.append(log, chain.commit(1, 100)));
        assertThat(answers).noneMatch(Answer::isDurable);
        assertThat(gate.writes()).as("nothing is written after a failure").isEqualTo(3);
        assertThat(log.end(chain.number())).as("what is unknown is not shown").isEqualTo(1);
        log.close();
        try (RedoLog again = reopen(log)) {
            Logs.assertHolds(again, chain, switch (moment) {
                case BEFORE_WRITE -> List.of(first);
                case AFTER_SYNC -> List.of(first, second);
            });
        }
    }

    @Test
    void aCompletionThatThrowsFailsEverythingAfterIt() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
            log.append(chain.shard(), 1, LogBatch.of(chain.commit(1, 1)), new OnDurable(() -> {
                throw new IllegalStateException("a mistake of the sequencer's");
            }));
            assertThat(chain.append(log, chain.commit(1, 1)).isDurable()).isFalse();
        }
    }

    @Test
    void whatWaitsIsBounded() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
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
            assertThatIllegalStateException().isThrownBy(() -> {
                for (int i = 0; i < 1000; i++) {
                    chain.append(log, note);
                }
            }).withMessageContaining("mayAppend");
            gate.letPass();
            assertThat(first.isDurable()).isTrue();
            assertThat(chain.append(log, chain.commit(1, 1)).isDurable()).isTrue();
            assertThat(log.mayAppend()).isTrue();
        }
    }

    @Test
    void readersAndAppendersInFullSwingSurviveTheClosingOfTheLog() throws Exception {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random).createdIn(log);
        assertThat(chain.append(log, chain.commit(1000, 100), chain.commit(20, LARGE)).isDurable()).isTrue();
        CountDownLatch reading = new CountDownLatch(4);
        List<Future<?>> threads = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                threads.add(executor.submit(() -> readUntilClosed(log, chain, reading)));
            }
            threads.add(executor.submit(() -> appendUntilClosed(log, chain)));
            reading.await();
            log.close();
        }
        for (Future<?> thread : threads) {
            thread.get();
        }
    }

    private static void readUntilClosed(RedoLog log, SampleChain chain, CountDownLatch reading) {
        try {
            while (true) {
                assertThat(Logs.items(log, chain.number(), 0, Reading.WHOLE)).hasSizeGreaterThanOrEqualTo(1020);
                assertThat(log.read(chain.number(), 1010)).isPresent();
                reading.countDown();
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the log is closed");
        }
    }

    private static void appendUntilClosed(RedoLog log, SampleChain chain) {
        try {
            while (true) {
                assertThat(chain.append(log, chain.commit(1, 10)).isDurable()).isTrue();
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the log is closed");
        }
    }

    /** A completion that expects the best. */
    private record OnDurable(Runnable action) implements RedoLog.Completion {
        @Override
        public void durable() {
            action.run();
        }

        @Override
        public void failed(StoreFailedException cause) {
            throw new AssertionError("not durable", cause);
        }
    }
}
