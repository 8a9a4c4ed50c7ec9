package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.Damaged;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.Slice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** One chain's damaged table comes into a compaction, after which RocksDB by itself would write nothing any more. */
final class DamagedCompactionTest {
    private static final int EVENTS = 200;
    /** Each opening makes a table of what the one before wrote. With half as many RocksDB compacts. */
    private static final int TABLES = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(10);

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final Random random = new Random(4711);
    private final List<Event> lost = new ArrayList<>();

    private RedoLog open() {
        return RocksRedoLog.open(folder, StoreOptions.small());
    }

    private void fill(RedoLog log, SampleChain chain, List<Event> events) {
        Answer last = new Answer();
        for (int i = 0; i < EVENTS; i++) {
            LogEntry.Append commit = chain.commit(1, 200);
            events.addAll(commit.events());
            last = chain.append(log, commit);
        }
        assertThat(last.isDurable()).as("the last commit to %s", chain.name()).isTrue();
    }

    /** Writes, since it is a write that is refused first, until RocksDB has come to compact in the background. */
    private void writeUntilDamageIsFound(RedoLog log, SampleChain chain, List<Event> events) {
        long begun = System.nanoTime();
        while (log.damage().isEmpty()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("until the damaged table is compacted")
                    .isLessThan(PATIENCE);
            LockSupport.parkNanos(PAUSE.toNanos());
            LogEntry.Append commit = chain.commit(1, 200);
            events.addAll(commit.events());
            assertThat(chain.append(log, commit).isDurable()).isTrue();
        }
    }

    private static long read(LogReader reader) {
        long seen = 0;
        while (reader.next()) {
            seen += switch (reader.item()) {
                case StoredEvent _ -> 1;
                case Damaged(long from, long to, String _) -> to - from + 1;
                case LogItem.Gap gap -> throw new AssertionError(gap);
            };
        }
        return seen;
    }

    @Test
    void allChainsAreServedAndWrittenToAndTheDamageIsNamed() {
        List<Event> kept = new ArrayList<>();
        SampleChain damaged;
        SampleChain other;
        try (RedoLog log = open()) {
            damaged = new SampleChain(log, "damaged", random).createdIn(log);
            other = new SampleChain(log, "other", random).createdIn(log);
            fill(log, damaged, lost);
            fill(log, other, kept);
            for (long place = 1; place <= 2; place++) {
                assertThat(other.append(log, new LogEntry.Keep(other.number(), place, Slice.empty())).isDurable())
                        .isTrue();
            }
        }
        open().close(); // into a table
        Path table = StoreFiles.largest(folder, ".sst");
        StoreFiles.flip(table, StoreFiles.find(table, lost.get(100).payload().toArray()));

        boolean found = false;
        for (int tables = 1; !found; tables++) {
            try (RedoLog log = open(); LogReader before = log.reader(other.number(), 0, Reading.WHOLE)) {
                assertThat(before.next()).isTrue();
                long end = log.end(other.number());
                List<KeptRow> rows = new ArrayList<>();
                log.kept(other.number(), row -> {
                    if (rows.isEmpty()) {
                        fill(log, other, kept);
                        fill(log, damaged, lost); // so that no table can be moved without being read
                    }
                    rows.add(row);
                });
                assertThat(rows).as("what is kept, and was being read meanwhile")
                        .hasSize(2)
                        .allMatch(KeptRow.Kept.class::isInstance);
                if (tables == TABLES) {
                    writeUntilDamageIsFound(log, other, kept);
                }
                assertThat(1 + read(before)).as("what was being read meanwhile").isEqualTo(end);
                found = log.damage().isPresent();
                if (found) {
                    assertThat(log.damage()).hasValueSatisfying(
                            text -> assertThat(text).contains(table.getFileName().toString()));
                }
            }
        }

        try (RedoLog log = open()) {
            assertThat(Logs.items(log, other.number(), 0, Reading.WHOLE)).hasSize(kept.size())
                    .allMatch(StoredEvent.class::isInstance);
            List<LogItem> items = Logs.items(log, damaged.number(), 0, Reading.WHOLE);
            assertThat(items).filteredOn(Damaged.class::isInstance).hasSize(1);
            assertThat(items).hasSizeBetween(lost.size() - 100, lost.size() - 1);
            fill(log, damaged, lost);
            fill(log, other, kept);
        }
    }
}
