package io.ate.internal.log;

import io.ate.StoreDamagedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** After damage one family of the store rests; all others are compacted as before. */
final class RestingFamilyTest {
    private static final int ROWS = 200;
    private static final int LENGTH = 200;
    /** With half as many tables RocksDB compacts. */
    private static final int TABLES = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(10);

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final Random random = new Random(4711);

    @BeforeAll
    static void load() throws IOException {
        NativeLibrary.load();
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }

    private byte[] value() {
        byte[] value = new byte[LENGTH];
        random.nextBytes(value);
        return value;
    }

    @ParameterizedTest
    @EnumSource
    void allFamiliesAreCompactedButTheOneThatRests(Family resting) throws RocksDBException, IOException {
        RocksOptions options = new RocksOptions(StoreOptions.small());
        options.rest();
        RocksDatabase opened = RocksDatabase.open(folder, options);
        try (FlushOptions flush = new FlushOptions()) {
            opened.compactAllBut(EnumSet.of(resting));
            for (int table = 0; table < TABLES; table++) {
                for (Family family : Family.values()) {
                    for (int row = 0; row < ROWS; row++) {
                        opened.database().put(opened.family(family), key(row), value());
                    }
                    opened.database().flush(flush, opened.family(family));
                }
            }
            for (Family family : EnumSet.complementOf(EnumSet.of(resting))) {
                awaitCompaction(opened, family);
            }
            assertThat(tables(opened, resting)).as("tables of %s, which rests", resting).isEqualTo(TABLES);
        } finally {
            opened.close();
            options.close();
        }
    }

    private static void awaitCompaction(RocksDatabase opened, Family family) {
        long begun = System.nanoTime();
        while (tables(opened, family) >= TABLES) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("until %s is compacted", family)
                    .isLessThan(PATIENCE);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static long tables(RocksDatabase opened, Family family) {
        return opened.database()
                .getLiveFilesMetaData()
                .stream()
                .filter(table -> Arrays.equals(table.columnFamilyName(), family.label()))
                .count();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAINS", "WRITERS", "TREE", "NOTES", "OUTBOX"})
    void aDamagedTableOfAnyFamilyIsSparedAndWritesGoOn(Family damaged) throws RocksDBException, IOException {
        Family other = damaged == Family.TREE ? Family.NOTES : Family.TREE;
        byte[] marked = value();
        try (RocksStore store = RocksStore.open(folder, StoreOptions.small())) {
            fill(store, damaged);
            store.put(damaged, key(ROWS / 2), marked);
        }
        RocksStore.open(folder, StoreOptions.small()).close(); // into a table
        Path table = StoreFiles.of(folder, ".sst")
                .stream()
                .filter(each -> StoreFiles.holds(each, marked))
                .findFirst()
                .orElseThrow();
        StoreFiles.flip(table, StoreFiles.find(table, marked));

        boolean found = false;
        long begun = System.nanoTime();
        while (!found) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("until the table comes into a compaction")
                    .isLessThan(PATIENCE);
            try (RocksStore store = RocksStore.open(folder, StoreOptions.small())) {
                byte[] last = value();
                try (RocksCursor before = cursor(store, other)) {
                    fill(store, other);
                    fill(store, damaged);
                    store.put(damaged, key(0), last);
                    found = store.damage().isPresent();
                    if (found) {
                        assertThat(store.damage()).get().asString().contains(table.getFileName().toString());
                        demandToBeOpenedAnew(before);
                    }
                }
                assertThat(store.get(damaged, key(0))).isEqualTo(last);
                try (RocksCursor now = cursor(store, other)) {
                    assertThat(rows(store, now)).as("rows of %s", other).isEqualTo(ROWS);
                }
            }
        }
    }

    private void fill(RocksStore store, Family family) throws RocksDBException, IOException {
        for (int row : IntStream.range(0, ROWS).toArray()) {
            store.put(family, key(row), value());
        }
    }

    private static RocksCursor cursor(RocksStore store, Family family) {
        return store.cursor(family, key(Integer.MAX_VALUE), false);
    }

    private static void demandToBeOpenedAnew(RocksCursor cursor) {
        assertThat(cursor.isGone()).isTrue();
        assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> cursor.seek(key(0)))
                .withMessageContaining("read again");
        cursor.close(); // which its user does in any case, and what is behind it is gone
    }

    private static int rows(RocksStore store, RocksCursor cursor) {
        return store.use(() -> {
            int rows = 0;
            for (cursor.seek(key(0)); cursor.hasRow(); cursor.next()) {
                rows++;
            }
            cursor.demandReadable();
            return rows;
        });
    }

    @Test
    void aTableIsKnownByItsFile() throws RocksDBException, IOException {
        RocksOptions options = new RocksOptions(StoreOptions.small());
        RocksDatabase opened = RocksDatabase.open(folder, options);
        try (FlushOptions flush = new FlushOptions()) {
            opened.database().put(opened.family(Family.NOTES), key(1), value());
            opened.database().flush(flush, opened.family(Family.NOTES));
            String file = opened.database().getLiveFilesMetaData().getFirst().fileName();
            assertThat(opened.familyOfTable("block checksum mismatch in " + folder + file + " offset 0"))
                    .contains(Family.NOTES);
            assertThat(opened.familyOfTable("something else")).isEmpty();
        } finally {
            opened.close();
            options.close();
        }
    }
}
