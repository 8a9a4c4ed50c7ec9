package io.ate.internal.extension;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogItem;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What sinks are told of a log, whole or damaged. */
class CommitAssemblyTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final Author author = new Author(genesis, ALICE, 1);
    private final SinkSource source = new SinkSource(1, genesis.record().name(), genesis.chainId(), 0, _ -> List.of());

    /** Commits of so many events each, as they stand in the log. */
    private List<LogItem> log(int... sizes) {
        List<LogItem> items = new ArrayList<>();
        for (int size : sizes) {
            Commit commit = author.commit(IntStream.range(0, size)
                    .mapToObj(i -> Change.store(new PrimaryKey(author.number(), i + 1), "x"))
                    .toArray(Change[]::new));
            long first = items.size() + 1L;
            Slice record = CommitRecord.of(commit, first, 1_000, 0).encode();
            for (Event event : commit.events()) {
                items.add(
                        new LogItem.StoredEvent(items.size() + 1L, event, items.size() + 1L == first ? record : null,
                                false));
            }
        }
        return items;
    }

    private List<String> told(List<LogItem> items) {
        CommitAssembly assembly = new CommitAssembly(source);
        items.forEach(assembly::take);
        return assembly.finish().stream().map(CommitAssemblyTest::text).toList();
    }

    private static String text(SinkItem item) {
        return switch (item) {
            case SinkItem.Stored(var commit) -> commit.first() + "-" + commit.last();
            case SinkItem.Lost(long first, long last) -> "lost " + first + "-" + last;
        };
    }

    private static List<LogItem> damaged(List<LogItem> items, int from, int to) {
        List<LogItem> damaged = new ArrayList<>(items.subList(0, from - 1));
        damaged.add(new LogItem.Damaged(from, to, "a flipped bit"));
        damaged.addAll(items.subList(to, items.size()));
        return damaged;
    }

    @Test
    void aWholeLogIsToldCommitByCommit() {
        assertThat(told(log(1, 3, 2))).containsExactly("1-1", "2-4", "5-6");
    }

    @Test
    void aCommitThatLacksAnEventIsLostAsAWhole() {
        assertThat(told(damaged(log(1, 3, 2), 2, 2))).containsExactly("1-1", "lost 2-4", "5-6");
        assertThat(told(damaged(log(1, 3, 2), 3, 3))).containsExactly("1-1", "lost 2-4", "5-6");
        assertThat(told(damaged(log(1, 3, 2), 4, 4))).containsExactly("1-1", "lost 2-4", "5-6");
        assertThat(told(damaged(log(1, 3, 2), 6, 6))).containsExactly("1-1", "2-4", "lost 5-6");
    }

    @Test
    void damageAcrossCommitsIsToldOnceWithAllThatItBreaks() {
        assertThat(told(damaged(log(2, 2, 2, 2), 4, 5))).containsExactly("1-2", "lost 3-6", "7-8");
        assertThat(told(damaged(log(2, 2), 1, 4))).containsExactly("lost 1-4");
    }

    @Test
    void aRecordThatCannotBeDecodedLosesItsCommit() {
        List<LogItem> items = log(2, 2);
        LogItem.StoredEvent first = (LogItem.StoredEvent) items.getFirst();
        items.set(0, new LogItem.StoredEvent(1, first.event(), Slice.of(new byte[] {1, 2, 3}), false));
        assertThat(told(items)).containsExactly("lost 1-2", "3-4");
    }

    @RepeatedTest(50)
    void everySequenceIsToldOnceAndInOrderWhateverIsDamaged(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<LogItem> items = log(random.ints(10, 1, 5).toArray());
        int end = items.size();
        int from = 1 + random.nextInt(end);
        CommitAssembly assembly = new CommitAssembly(source);
        damaged(items, from, from + random.nextInt(end - from + 1)).forEach(assembly::take);
        long next = 1;
        for (SinkItem item : assembly.finish()) {
            long first = item instanceof SinkItem.Lost(long lost, long _) ? lost
                    : ((SinkItem.Stored) item).commit().first();
            assertThat(first).as("seed %d", seed).isEqualTo(next);
            next = item.last() + 1;
        }
        assertThat(next).as("seed %d", seed).isEqualTo(end + 1);
    }
}
