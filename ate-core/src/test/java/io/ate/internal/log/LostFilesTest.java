package io.ate.internal.log;

import io.ate.StoreFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.FlushOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files of a store are gone, cut off, or older than the rest. Either all that was acknowledged is there nevertheless,
 * or the store does not open, and then every file is what it was before.
 */
final class LostFilesTest {
    private static final int CHAINS = 2;
    private static final int CUTS = 6;
    /** Of each family. */
    private static final int TABLES = 3;

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Path store = Path.of("set by each test");
    private KilledStore written = new KilledStore(store, 0, 0);
    private int refused;

    /** A store with tables, blobs, and rows in write-ahead logs, whose process was killed and perhaps started again. */
    private void written(boolean isClosed) throws Exception {
        store = folder.resolve("store");
        written = new KilledStore(store, seed, CHAINS);
        do {
            written.runAndKill(400, Appender.BUSY);
        } while (noted().log() < new DatabaseFiles(store).newestLog().orElseThrow()); // killed before it was noted
        if (isClosed) {
            written.assertHoldsWhatWasAcknowledged(store, "when it is closed");
        }
        assertThat(StoreFiles.of(store, ".sst")).isNotEmpty();
    }

    private Watermark noted() throws IOException {
        return Watermark.decode(Files.readAllBytes(store.resolve("watermark"))).orElseThrow();
    }

    private Path manifest() throws IOException {
        return store.resolve(Files.readString(store.resolve("CURRENT")).strip());
    }

    /** Does that to a copy of the store, and asserts that it opens with everything in it, or stays as it is. */
    private void demandAllOrNothing(String damage, Damage what) throws Exception {
        String when = damage + ", seed " + seed;
        Path copy = Files.createTempDirectory(folder, "copy");
        copy(store, copy);
        what.to(copy);
        Map<String, Long> before = sizes(copy);
        RedoLog log;
        try {
            log = RocksRedoLog.open(copy, StoreOptions.small());
        } catch (StoreFailedException e) {
            refused++;
            assertThat(e).as(when).hasMessageContainingAll(copy.toString(), "backup");
            assertThat(sizes(copy)).as("%s: %s", when, e.getMessage()).containsAllEntriesOf(before);
            return;
        }
        try (log) {
            written.assertHolds(log, when);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aManifestThatLostItsEndLosesNoData(boolean isClosed) throws Exception {
        written(isClosed);
        Path manifest = manifest();
        long length = Files.size(manifest);
        long noted = noted().manifestBytes();
        assertThat(noted).isBetween(1L, length);
        List<Long> cuts = new ArrayList<>(List.of(0L, noted - 1, noted, length - 1));
        for (int i = 0; i < CUTS; i++) {
            cuts.add(random.nextLong(length));
            cuts.add(noted < length ? random.nextLong(noted, length) : random.nextLong(length));
        }
        for (long cut : cuts) {
            demandAllOrNothing("cut at " + cut + " of " + length, copy -> StoreFiles
                    .truncate(copy.resolve(manifest.getFileName()), cut));
            demandAllOrNothing("zeros from " + cut + " of " + length, copy -> {
                StoreFiles.truncate(copy.resolve(manifest.getFileName()), cut);
                StoreFiles.extend(copy.resolve(manifest.getFileName()), length);
            });
        }
        assertThat(refused).isGreaterThan(CUTS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyFileMayBeMissing(boolean isClosed) throws Exception {
        written(isClosed);
        for (String file : sizes(store).keySet()) {
            if (!file.endsWith(".blob")) { // those who ask for a payload in it are told, and all else is served
                demandAllOrNothing("without " + file, copy -> Files.delete(copy.resolve(file)));
            }
        }
        demandAllOrNothing("without any write-ahead log", copy -> {
            for (Path log : StoreFiles.of(copy, ".log")) {
                Files.delete(log);
            }
        });
        demandAllOrNothing("with an empty watermark", copy -> {
            Files.write(copy.resolve("watermark"), new byte[0]);
            Files.delete(copy.resolve("CURRENT"));
        });
        demandAllOrNothing("without any table", copy -> {
            for (Path table : StoreFiles.of(copy, ".sst")) {
                Files.delete(table);
            }
        });
        demandAllOrNothing("nothing left but the watermark", copy -> {
            for (String file : sizes(copy).keySet()) {
                if (!file.equals("watermark")) {
                    Files.delete(copy.resolve(file));
                }
            }
        });
        assertThat(refused).isGreaterThan(5);
    }

    /** RocksDB itself looks at sixteen of them when it opens. */
    @Test
    void ofManyTablesNoneMayBeMissingOrCutOff() throws Exception {
        Path many = folder.resolve("many");
        Files.createDirectory(many);
        try (RocksOptions options = options(); FlushOptions flush = new FlushOptions()) {
            options.rest(); // so that they stay many
            RocksDatabase opened = RocksDatabase.open(many, options);
            for (byte table = 0; table < TABLES; table++) {
                for (Family family : Family.values()) {
                    opened.database().put(opened.family(family), new byte[] {table}, SampleChain.bytes(random, 100));
                    opened.database().flush(flush, opened.family(family));
                }
            }
            opened.close();
        }
        List<Path> tables = StoreFiles.of(many, ".sst");
        assertThat(tables).hasSize(TABLES * Family.values().length);
        for (Path table : tables) {
            demandRefused(many, table, Files::delete);
            demandRefused(many, table, file -> StoreFiles.truncate(file, Files.size(file) - 1));
        }
    }

    private void demandRefused(Path many, Path table, Damage what) throws IOException {
        Path copy = Files.createTempDirectory(folder, "copy");
        copy(many, copy);
        what.to(copy.resolve(table.getFileName()));
        Map<String, Long> before = sizes(copy);
        assertThatExceptionOfType(StoreFailedException.class).as("%s, seed %s", table.getFileName(), seed)
                .isThrownBy(() -> RocksRedoLog.open(copy, StoreOptions.small()).close())
                .withMessageContainingAll(copy.toString(), table.getFileName().toString(), "backup");
        assertThat(sizes(copy)).containsAllEntriesOf(before);
    }

    @Test
    void anOlderManifestIsRefused() throws Exception {
        written(false);
        Path older = folder.resolve("older");
        Files.copy(manifest(), older);
        String name = manifest().getFileName().toString();
        written.assertHoldsWhatWasAcknowledged(store, "opened once more");
        assertThat(manifest().getFileName().toString()).isNotEqualTo(name);
        demandAllOrNothing("with an older list of files", copy -> {
            Files.copy(older, copy.resolve(name));
            Files.writeString(copy.resolve("CURRENT"), name + "\n");
        });
        assertThat(refused).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEndOfTheWriteAheadLogOfAStoreThatWasClosedIsNoTornOne(boolean byAnInterruptedThread) throws Exception {
        try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            SampleChain chain = new SampleChain(log, "closed", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(1, 100)).isDurable()).isTrue();
            if (byAnInterruptedThread) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(Thread.interrupted()).isEqualTo(byAnInterruptedThread);
        Path log = StoreFiles.of(folder, ".log").getLast();
        StoreFiles.truncate(log, Files.size(log) - 1);
        assertThatExceptionOfType(StoreFailedException.class)
                .isThrownBy(() -> RocksRedoLog.open(folder, StoreOptions.small()))
                .withMessageContainingAll(folder.toString(), log.getFileName().toString(), "backup");
    }

    /** What a process leaves that is killed at its first start: some of the files, and nothing in them. */
    @Test
    void aStoreThatWasHardlyBegunOpens() throws Exception {
        Path begun = folder.resolve("begun");
        Files.createDirectory(begun);
        Files.createFile(begun.resolve("watermark"));
        RocksRedoLog.open(begun, StoreOptions.small()).close();

        Path made = folder.resolve("made");
        Files.createDirectory(made);
        try (RocksOptions options = options()) {
            RocksDatabase.open(made, options).close();
        }
        Files.write(made.resolve("watermark"), new byte[0]);
        Files.write(made.resolve("watermark.new"), new byte[] {1});
        RocksRedoLog.open(made, StoreOptions.small()).close();
    }

    private static RocksOptions options() throws IOException {
        NativeLibrary.load();
        return new RocksOptions(StoreOptions.small());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ate-store 1\n", "ate-store 1\nmanifest 0 0 00000000\nlog 0 0\nchecksum 00000000\n"})
    void aDamagedWatermarkIsNotTakenForALowOne(String content) throws Exception {
        RocksRedoLog.open(folder, StoreOptions.small()).close();
        Files.writeString(folder.resolve("watermark"), content);
        assertThatExceptionOfType(StoreFailedException.class)
                .isThrownBy(() -> RocksRedoLog.open(folder, StoreOptions.small()))
                .withMessageContainingAll(folder.toString(), "watermark is damaged", "backup");
    }

    private static Map<String, Long> sizes(Path folder) {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> isData(file.getFileName().toString()))
                    .forEach(file -> sizes.put(file.getFileName().toString(), file.toFile().length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }

    /** Not what RocksDB writes at every opening and needs for none. */
    private static boolean isData(String name) {
        return !name.startsWith("LO") && !name.startsWith("OPTIONS") && !name.equals("owner");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** Something that happens to the files of a store. */
    @FunctionalInterface
    private interface Damage {
        void to(Path store) throws IOException;
    }
}
