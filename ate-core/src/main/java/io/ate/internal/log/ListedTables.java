package io.ate.internal.log;

import io.ate.StoreFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The tables that RocksDB's list names, demanded to be there before anything is changed. Confined to whoever holds the
 * {@link StoreLock}.
 *
 * <p>
 * Where the number of open files is bounded, RocksDB itself looks at sixteen of all tables when it opens. Of the others
 * it would be known only once somebody reads there that one is missing, or a compaction meets it, after which nothing
 * can be written. With fewer than sixteen files in the folder it finds one missing, however many it lists; so that only
 * large stores are listed here.
 */
final class ListedTables {
    /** So many tables RocksDB opens at its beginning, of all families together. */
    private static final int OPENED_FIRST = 16;

    private final Path folder;

    ListedTables(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns if each table is there and as long as it was.
     *
     * @throws StoreFailedException if one is not; nothing was changed
     */
    void demandThere(RocksOptions options) throws RocksDBException, IOException {
        if (new DatabaseFiles(folder).tables().size() < OPENED_FIRST) {
            return;
        }
        Set<Family> there = families();
        if (there.contains(Family.META)) { // which is in each store; of a damaged MANIFEST RocksDB speaks itself
            demandAll(options, there);
        }
    }

    private void demandAll(RocksOptions options, Set<Family> there) throws RocksDBException, IOException {
        List<ColumnFamilyDescriptor> families = options.families()
                .stream()
                .filter(each -> Family.of(each.getName()).filter(there::contains).isPresent())
                .toList();
        // Only for reading, which replays the write-ahead log in memory, and writes nothing. A secondary database would
        // do without that, but takes the newest state of which nothing is missing for the present one.
        try (RocksDB database = RocksDB.openReadOnly(options.database(), folder.toString(), families,
                new ArrayList<>())) {
            for (LiveFileMetaData table : database.getLiveFilesMetaData()) {
                demand(table);
            }
        }
    }

    /** Those that are there: one that a later version added is not, before that opens the store to write. */
    Set<Family> families() throws RocksDBException {
        try (Options any = new Options()) {
            return RocksDB.listColumnFamilies(any, folder.toString())
                    .stream()
                    .map(Family::of)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toSet());
        }
    }

    private void demand(LiveFileMetaData table) throws IOException {
        String name = table.fileName().substring(1); // it begins with a slash
        long found;
        try {
            found = Files.size(folder.resolve(name));
        } catch (NoSuchFileException _) {
            throw refused("the file " + name + " is missing");
        }
        if (found != table.size()) {
            throw refused("the file " + name + " had " + table.size() + " bytes and has " + found);
        }
    }

    private StoreFailedException refused(String what) {
        return WatermarkFile.refused(folder, what);
    }
}
