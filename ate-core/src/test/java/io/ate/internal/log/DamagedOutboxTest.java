package io.ate.internal.log;

import io.ate.internal.log.KeptRow.Damaged;
import io.ate.internal.log.KeptRow.Kept;
import io.ate.internal.wire.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Damage among what is kept for a chain is named by its place, and hides nothing beside it. */
final class DamagedOutboxTest {
    /** So long that each row has a block of its own. */
    private static final int BLOCK = 20_000;

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final Random random = new Random(815);

    private RedoLog open() {
        return RocksRedoLog.open(folder, StoreOptions.small());
    }

    /** A chain for which something of that length is kept at those places. */
    private SampleChain chain(RedoLog log, String name, int length, long... places) {
        SampleChain chain = new SampleChain(log, name, random).createdIn(log);
        for (long place : places) {
            Slice content = Slice.of(SampleChain.bytes(random, length));
            assertThat(chain.append(log, new LogEntry.Keep(chain.number(), place, content)).isDurable()).isTrue();
        }
        return chain;
    }

    /** Closes the log, and moves everything into a table. */
    private Path table(RedoLog log) {
        log.close();
        open().close();
        return StoreFiles.largest(folder, ".sst");
    }

    /** Flips a bit in the row, and gives its position. */
    private static long flip(Path table, KeptRow row) {
        long position = StoreFiles.find(table, ((Kept) row).content().toArray());
        StoreFiles.flip(table, position);
        return position;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aRowThatIsNotWhatWasKeptIsNamedAndTheOthersAreShown(int place) throws Exception {
        SampleChain chain;
        List<KeptRow> rows;
        try (RedoLog log = open()) {
            chain = chain(log, "damaged", 100, 1, 2, 3);
            rows = new ArrayList<>(Logs.kept(log, chain.number()));
        }
        try (RocksStore raw = RocksStore.open(folder, StoreOptions.small())) {
            raw.put(Family.OUTBOX, new ChainKeys(chain.shard(), chain.number()).kept(place),
                    new byte[] {1, 2, 3, 4, 5});
        }
        rows.remove(place - 1);
        try (RedoLog log = open()) {
            assertDamaged(Logs.kept(log, chain.number()), rows, place, place);
            assertThat(log.damage()).get().asString().contains("place " + place, chain.name().text(), "checksum");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_700_000_000_000L})
    void aDamagedBlockIsNamedByThePlacesOfItsRowsAndTheOthersAreShown(long from) {
        RedoLog first = open();
        SampleChain before = chain(first, "before", BLOCK, from);
        SampleChain chain = chain(first, "damaged", BLOCK, LongStream.range(from, from + 5).toArray());
        SampleChain behind = chain(first, "damaged-too", BLOCK, from); // the next number, if not the same shard
        List<KeptRow> rows = Logs.kept(first, chain.number());
        Path table = table(first);
        for (int hit = 0; hit < rows.size(); hit++) {
            List<KeptRow> sound = new ArrayList<>(rows);
            long position = flip(table, sound.remove(hit));
            try (RedoLog log = open()) {
                // What is before the first row is not known to have been empty.
                assertDamaged(Logs.kept(log, chain.number()), sound, hit == 0 ? 1 : from + hit, from + hit);
                assertThat(log.damage()).get().asString().contains("place", "" + (from + hit), chain.name().text());
                assertThat(Logs.kept(log, before.number())).hasSize(1).allMatch(Kept.class::isInstance);
                assertThat(Logs.kept(log, behind.number())).hasSize(1).allMatch(Kept.class::isInstance);
            }
            StoreFiles.flip(table, position); // as it was
        }
    }

    @Test
    void rowsBetweenDamagedBlocksAreShown() {
        RedoLog first = open();
        SampleChain chain = chain(first, "damaged", BLOCK, LongStream.rangeClosed(1, 9).toArray());
        List<KeptRow> rows = Logs.kept(first, chain.number());
        Path table = table(first);
        for (int hit : new int[] {2, 4, 5, 9}) {
            flip(table, rows.get(hit - 1));
        }
        try (RedoLog log = open()) {
            assertThat(Logs.kept(log, chain.number())).extracting(
                    each -> switch (each) {
                        case Kept kept -> "" + kept.place();
                        case Damaged lost -> "lost " + lost.from() + " to " + lost.to();
                    })
                    .containsExactly("1", "lost 2 to 2", "3", "lost 4 to 5", "6", "7", "8", "lost 9 to 9");
        }
    }

    @Test
    void smallRowsAreLostWithTheirBlockAndNoOthers() {
        RedoLog first = open();
        SampleChain chain = chain(first, "damaged", 1000, LongStream.rangeClosed(1, 100).toArray());
        List<KeptRow> rows = Logs.kept(first, chain.number());
        Path table = table(first);
        flip(table, rows.get(49));
        try (RedoLog log = open()) {
            List<KeptRow> found = Logs.kept(log, chain.number());
            assertThat(found).filteredOn(Kept.class::isInstance).hasSizeBetween(80, 99).isSubsetOf(rows);
            assertThat(found).filteredOn(Damaged.class::isInstance)
                    .singleElement()
                    .isInstanceOfSatisfying(Damaged.class, lost -> {
                        assertThat(lost.from()).isLessThanOrEqualTo(50);
                        assertThat(lost.to()).isGreaterThanOrEqualTo(50);
                        assertThat(found).hasSize((int) (100 - (lost.to() - lost.from())));
                    });
        }
    }

    private static void assertDamaged(List<KeptRow> found, List<KeptRow> sound, long from, long to) {
        assertThat(found).filteredOn(Kept.class::isInstance).isEqualTo(sound);
        assertThat(found).filteredOn(Damaged.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(Damaged.class, lost -> {
                    assertThat(lost.from()).isEqualTo(from);
                    assertThat(lost.to()).isEqualTo(to);
                    assertThat(lost.what()).contains("checksum");
                });
    }
}
