package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A value that is stripped from its event is gone; all else of the event stays, and so do all other events. */
interface StripContract extends LogUnderTest {
    private static LogEntry.Strip strip(RedoLog log, SampleChain chain, long sequence) {
        return new LogEntry.Strip(chain.number(), stored(log, chain, sequence).stripped());
    }

    private static StoredEvent stored(RedoLog log, SampleChain chain, long sequence) {
        return (StoredEvent) log.read(chain.number(), sequence).orElseThrow();
    }

    /** Three commits: of two small values, of a large one, and of a small and a large one. */
    private static List<LogEntry.Append> filled(RedoLog log, SampleChain chain) {
        List<LogEntry.Append> commits = List.of(chain.commit(2, 100), chain.commit(1, RedoLog.LARGE_PAYLOAD),
                chain.commit(2, 5000));
        assertThat(chain.append(log, commits.toArray(LogEntry[]::new)).isDurable()).isTrue();
        return commits;
    }

    /** Asserts that the chain consists of these commits, but for the values of some events. */
    private static void assertHolds(RedoLog log, SampleChain chain, List<LogEntry.Append> commits, List<Long> gone) {
        for (Reading reading : Reading.values()) {
            List<LogItem> items = Logs.items(log, chain.number(), 0, reading);
            assertThat(items).hasSize((int) log.end(chain.number()));
            for (LogEntry.Append commit : commits) {
                for (int i = 0; i < commit.events().size(); i++) {
                    long sequence = commit.record().first() + i;
                    LogItem item = items.get((int) sequence - 1);
                    assertIs(item, sequence, commit, gone.contains(sequence), reading);
                }
            }
        }
        for (LogEntry.Append commit : commits) {
            for (int i = 0; i < commit.events().size(); i++) {
                long sequence = commit.record().first() + i;
                assertIs(stored(log, chain, sequence), sequence, commit, gone.contains(sequence), Reading.WHOLE);
            }
            assertThat(log.record(chain.number(), commit.record().first())).contains(commit.record());
        }
    }

    private static void assertIs(LogItem item, long sequence, LogEntry.Append commit, boolean isGone,
            Reading reading) {
        assertThat(item).isInstanceOfSatisfying(StoredEvent.class, stored -> {
            Event event = commit.events().get((int) (sequence - commit.record().first()));
            assertThat(stored.sequence()).isEqualTo(sequence);
            assertThat(stored.bare()).as("sequence %s is bare", sequence).isEqualTo(isGone);
            assertThat(stored.event().seal()).isEqualTo(event.seal());
            assertThat(stored.event().facts()).isEqualTo(event.facts());
            assertThat(stored.beginning().isPresent()).isEqualTo(sequence == commit.record().first());
            if (reading == Reading.WHOLE) {
                assertThat(stored.event().hasPayload()).as("sequence %s has its value", sequence).isEqualTo(!isGone);
            }
            if (stored.event().hasPayload()) {
                assertThat(isGone).isFalse();
                assertThat(stored.event().payload()).isEqualTo(event.payload());
            }
        });
    }

    @Test
    default void strippedValuesAreGoneAndAllElseStays() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        List<LogEntry.Append> commits = filled(log, chain);
        WriterRow writer = log.writer(chain.number(), chain.writer()).orElseThrow();
        chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.of(new byte[] {7})));
        List<Hash> hashes = leaves(log, chain);
        List<Long> gone = new ArrayList<>();
        for (long sequence : new long[] {1, 3, 5}) { // the first of a commit, small and large, and a later one
            gone.add(sequence);
            assertThat(chain.append(log, strip(log, chain, sequence)).isDurable()).isTrue();
            assertHolds(log, chain, commits, gone);
        }
        log.reclaim(chain.number());
        log.close();
        try (RedoLog again = reopen(log)) {
            assertHolds(again, chain, commits, gone);
            assertThat(leaves(again, chain)).isEqualTo(hashes);
            assertThat(again.writer(chain.number(), chain.writer())).contains(writer);
            assertThat(again.note(chain.number(), "head")).isEqualTo(Slice.of(new byte[] {7}));
            assertThat(again.end(chain.number())).isEqualTo(5);
            LogEntry.Append next = chain.commit(1, 10);
            assertThat(chain.append(again, next, strip(again, chain, 2)).isDurable()).isTrue();
            gone.add(2L);
            assertHolds(again, chain, commits, gone);
        }
    }

    private static List<Hash> leaves(RedoLog log, SampleChain chain) {
        return Logs.leaves(log.tree(chain.number()), 0, 5);
    }

    @Test
    default void strippingTwiceIsStrippingOnce() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            List<LogEntry.Append> commits = filled(log, chain);
            LogEntry.Strip small = strip(log, chain, 1);
            LogEntry.Strip large = strip(log, chain, 3);
            assertThat(chain.append(log, small, large, small).isDurable()).isTrue();
            long size = log.approximateSize(chain.number());
            assertThat(chain.append(log, large, small).isDurable()).isTrue();
            assertHolds(log, chain, commits, List.of(1L, 3L));
            if (!log.isLasting()) {
                assertThat(log.approximateSize(chain.number())).isEqualTo(size);
            }
        }
    }

    @Test
    default void whatIsAppendedAndStrippedInOneGroupIsBare() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            LogEntry.Append commit = chain.commit(1, RedoLog.LARGE_PAYLOAD);
            StoredEvent event = new StoredEvent(1, commit.events().getFirst(), commit.record().encode(), false);
            assertThat(chain.append(log, commit, new LogEntry.Strip(chain.number(), event.stripped())).isDurable())
                    .isTrue();
            assertHolds(log, chain, List.of(commit), List.of(1L));
        }
    }

    @Test
    default void noStripIsTakenThatDoesNotFit() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            List<LogEntry.Append> commits = filled(log, chain);
            StoredEvent there = stored(log, chain, 1);
            Event bare = there.event().withoutPayload();
            for (StoredEvent wrong : List.of(new StoredEvent(6, bare, null, true), new StoredEvent(0, bare, null, true),
                    there)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> chain.append(log, new LogEntry.Strip(chain.number(), wrong)));
            }
            assertThatIllegalArgumentException().isThrownBy(
                    () -> chain.append(log, new LogEntry.Strip(log.nextChainNumber(), there.stripped())));
            assertHolds(log, chain, commits, List.of());
        }
    }

    @Test
    default void aChainWithoutItsValuesIsSmaller() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            List<LogEntry.Append> commits = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            for (long sequence = 1; sequence <= 300; sequence++) { // so many that the log in memory moves together
                commits.add(chain.commit(1, 3000));
                chain.append(log, commits.getLast());
            }
            assertThat(chain.append(log, new LogEntry.Note(chain.number(), "n", Slice.empty())).isDurable()).isTrue();
            long before = log.approximateSize(chain.number());
            for (long sequence = 1; sequence <= 300; sequence++) {
                if (sequence % 10 != 0) {
                    gone.add(sequence);
                    assertThat(chain.append(log, strip(log, chain, sequence)).isDurable()).isTrue();
                }
            }
            assertHolds(log, chain, commits, gone);
            log.reclaim(chain.number());
            assertThat(log.approximateSize(chain.number())).isLessThan(before / 2);
            assertHolds(log, chain, commits, gone);
        }
    }

    /** The row of an event is read before that of its large payload, which may go in between. */
    @Test
    default void whoReadsMeanwhileMeetsNoDamage() throws Exception {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            List<LogEntry.Append> commits = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                commits.add(chain.commit(1, RedoLog.LARGE_PAYLOAD));
            }
            assertThat(chain.append(log, commits.toArray(LogEntry[]::new)).isDurable()).isTrue();
            CompletableFuture<Void> stripped = CompletableFuture.runAsync(() -> {
                for (long sequence = 1; sequence <= 400; sequence++) {
                    assertThat(chain.append(log, strip(log, chain, sequence)).isDurable()).isTrue();
                }
            });
            do {
                assertThat(Logs.items(log, chain.number(), 0, Reading.WHOLE)).hasSize(400)
                        .allMatch(StoredEvent.class::isInstance);
                for (long sequence = 1; sequence <= 400; sequence++) {
                    assertThat(log.read(chain.number(), sequence)).get().isInstanceOf(StoredEvent.class);
                }
            } while (!stripped.isDone());
            stripped.get();
            assertThat(log.damage()).isEmpty();
        }
    }
}
