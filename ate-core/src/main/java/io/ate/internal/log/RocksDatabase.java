package io.ate.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/**
 * One opening of the database in a folder, with its families. Thread-safe until it is closed; behind that, touching it
 * ends the process.
 */
record RocksDatabase(RocksDB database, Map<Family, ColumnFamilyHandle> families) {
    /**
     * Opens it if its files are at least what they were, and notes what they are now.
     *
     * @throws io.ate.StoreFailedException if they are not; nothing was changed
     */
    static RocksDatabase open(Path folder, RocksOptions options) throws RocksDBException, IOException {
        WatermarkFile watermark = new WatermarkFile(folder);
        watermark.demandReached();
        new ListedTables(folder).demandThere(options);
        return openFound(folder, options, watermark);
    }

    /** The same of files that come from a backup, which has said itself what belongs to it. */
    static RocksDatabase openRestored(Path folder, RocksOptions options) throws RocksDBException, IOException {
        return openFound(folder, options, new WatermarkFile(folder));
    }

    private static RocksDatabase openFound(Path folder, RocksOptions options, WatermarkFile watermark)
            throws RocksDBException, IOException {
        RocksDatabase opened = openFiles(folder, options);
        try {
            watermark.raise();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /**
     * Opens it for who looks at it alone, if its files are at least what they were; nothing is written.
     */
    static RocksDatabase openToRead(Path folder, RocksOptions options) throws RocksDBException, IOException {
        new WatermarkFile(folder).demandReached();
        ListedTables tables = new ListedTables(folder);
        tables.demandThere(options);
        Set<Family> there = tables.families();
        List<ColumnFamilyDescriptor> present = options.families()
                .stream()
                .filter(each -> Family.of(each.getName()).filter(there::contains).isPresent())
                .toList();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB database = RocksDB.openReadOnly(options.database(), folder.toString(), present, handles);
        Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
        for (int i = 0; i < present.size(); i++) {
            families.put(Family.of(present.get(i).getName()).orElseThrow(), handles.get(i));
        }
        return new RocksDatabase(database, families);
    }

    private static RocksDatabase openFiles(Path folder, RocksOptions options) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        return of(RocksDB.open(options.database(), folder.toString(), options.families(), handles), handles);
    }

    /** Opens files for reading only of which nobody has said what belongs to them. */
    static RocksDatabase openResting(Path folder, RocksOptions options) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        return of(RocksDB.openReadOnly(options.database(), folder.toString(), options.families(), handles), handles);
    }

    private static RocksDatabase of(RocksDB database, List<ColumnFamilyHandle> handles) {
        Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
        Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
        for (Family family : Family.values()) {
            families.put(family, inOrder.next());
        }
        return new RocksDatabase(database, families);
    }

    ColumnFamilyHandle family(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new IllegalStateException("family " + family + " was not opened");
        }
        return handle;
    }

    /** The family whose table, or blob file, that text names; empty if there is none. */
    Optional<Family> familyOfTable(String text) {
        if (text.contains(".blob")) {
            return Optional.of(Family.PAYLOADS);
        }
        for (LiveFileMetaData table : database.getLiveFilesMetaData()) {
            if (text.contains(table.fileName())) {
                return Family.of(table.columnFamilyName());
            }
        }
        return Optional.empty();
    }

    /** Has all families compacted but those. */
    void compactAllBut(Set<Family> resting) throws RocksDBException {
        for (Map.Entry<Family, ColumnFamilyHandle> each : families.entrySet()) {
            if (!resting.contains(each.getKey())) {
                database.setOptions(each.getValue(),
                        MutableColumnFamilyOptions.builder().setDisableAutoCompactions(false).build());
            }
        }
    }

    /** The names of all tables. */
    List<String> tables() {
        return database.getLiveFilesMetaData()
                .stream()
                .map(table -> table.fileName().substring(1)) // it begins with a slash
                .sorted()
                .toList();
    }

    /** Has tables hold what memory holds, so that the write-ahead log of it goes. */
    void flush() throws RocksDBException {
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            database.flush(waiting, List.copyOf(families.values()));
        }
    }

    /** Has all files as they are now appear in that folder, which is not there yet; those that stay are linked. */
    void checkpoint(Path target) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(target.toString());
        }
    }

    /** Has the tables that hold rows of the chain written anew without what was removed or overwritten. */
    void compactRange(Family family, ChainKeys chain) throws RocksDBException {
        try (CompactRangeOptions beside = beside()) {
            database.compactRange(family(family), chain.first(), chain.behind(), beside);
        }
    }

    /**
     * Has the oldest part of the blob files removed, what is still of use in them being copied; it may come to as much
     * as they hold.
     */
    void collectPayloads(double oldest) throws RocksDBException {
        ColumnFamilyHandle payloads = family(Family.PAYLOADS);
        database.setOptions(payloads, MutableColumnFamilyOptions.builder()
                .setEnableBlobGarbageCollection(true)
                .setBlobGarbageCollectionAgeCutoff(oldest)
                .build());
        try (CompactRangeOptions all = beside()
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized)) {
            database.compactRange(payloads, null, null, all);
        } finally {
            // On, each payload would be copied with every level that its row goes down.
            database.setOptions(payloads,
                    MutableColumnFamilyOptions.builder().setEnableBlobGarbageCollection(false).build());
        }
    }

    /** Beside what RocksDB compacts by itself: otherwise that would wait, and in the end writes. */
    private static CompactRangeOptions beside() {
        return new CompactRangeOptions().setExclusiveManualCompaction(false);
    }

    /** What the tables take that hold rows of the chain, and of whatever chains besides. */
    long bytesOfTables(Family family, ChainKeys chain) {
        long bytes = 0;
        for (LiveFileMetaData table : database.getLiveFilesMetaData()) {
            if (Arrays.equals(table.columnFamilyName(), family.label())
                    && Arrays.compareUnsigned(table.smallestKey(), chain.behind()) < 0
                    && Arrays.compareUnsigned(table.largestKey(), chain.first()) >= 0) {
                bytes += table.size();
            }
        }
        return bytes;
    }

    /** About what the chain's rows take of that. */
    long bytesInTables(Family family, ChainKeys chain) {
        try (Slice first = new Slice(chain.first()); Slice behind = new Slice(chain.behind())) {
            return database.getApproximateSizes(family(family), List.of(new Range(first, behind)),
                    SizeApproximationFlag.INCLUDE_FILES)[0];
        }
    }

    long property(Family family, String name) throws RocksDBException {
        return database.getLongProperty(family(family), name);
    }

    /** Ends what is done in the background, soon; to be followed by {@link #close()}. */
    void endBackgroundWork() {
        database.cancelAllBackgroundWork(false);
    }

    void close() throws RocksDBException {
        families.values().forEach(ColumnFamilyHandle::close);
        database.closeE();
    }
}
