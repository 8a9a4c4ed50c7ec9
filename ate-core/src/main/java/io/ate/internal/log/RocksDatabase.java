package io.ate.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

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
        RocksDatabase opened = openFiles(folder, options);
        try {
            watermark.raise();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private static RocksDatabase openFiles(Path folder, RocksOptions options) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB database = RocksDB.open(options.database(), folder.toString(), options.families(), handles);
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

    /** The family whose table that text names by its file; empty if there is none. */
    Optional<Family> familyOfTable(String text) {
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

    /** Has that family's rows of the chain written anew. */
    void compactRange(Family family, ChainKeys chain) throws RocksDBException {
        database.compactRange(family(family), chain.first(), chain.behind());
    }

    void close() throws RocksDBException {
        families.values().forEach(ColumnFamilyHandle::close);
        database.closeE();
    }
}
