package io.ate.internal.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexShorteningMode;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up for a redo log. Owns the native objects that it makes; to be closed behind the database.
 * Confined to the opening thread.
 */
final class RocksOptions implements AutoCloseable {
    private static final long EVENTS_BUFFER = 64L << 20;
    private static final long SMALL_BUFFER = 8L << 20;
    /** Large enough for scans to pass through few blocks, small enough for a single event not to cost much. */
    private static final int BLOCK = 16 << 10;
    private static final int BLOOM_BITS = 10;

    private final Deque<AbstractNativeReference> owned = new ArrayDeque<>();
    private final LogWatch watch;
    private final DBOptions database;
    private final List<ColumnFamilyDescriptor> families = new ArrayList<>();

    RocksOptions(StoreOptions options) {
        Cache cache = own(new LRUCache(options.blockCache()));
        watch = own(new LogWatch());
        database = database(options);
        for (Family family : Family.values()) {
            families.add(new ColumnFamilyDescriptor(family.label(), family(family, options, cache)));
        }
    }

    DBOptions database() {
        return database;
    }

    LogWatch watch() {
        return watch;
    }

    /** Whoever opens a database with these options from now on finds that nothing is compacted by itself. */
    void rest() {
        families.forEach(each -> each.getOptions().setDisableAutoCompactions(true));
    }

    /** In the order of {@link Family#values()}. */
    List<ColumnFamilyDescriptor> families() {
        return families;
    }

    private DBOptions database(StoreOptions options) {
        Properties properties = new Properties();
        // Not among the setters. Without it the end of an older log file may be missing without anybody noticing.
        properties.setProperty("track_and_verify_wals_in_manifest", "true");
        DBOptions all = DBOptions.getDBOptionsFromProps(properties);
        if (all == null) {
            throw new IllegalStateException("this RocksDB does not know the options that the redo log needs");
        }
        return own(all).setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // The default, point-in-time recovery, silently drops acknowledged records behind a damaged one.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setRecycleLogFileNum(0)
                .setListeners(List.of(watch))
                .setMaxTotalWalSize(options.walLimit())
                .setDbWriteBufferSize(options.writeBuffers())
                .setMaxOpenFiles(options.openFiles())
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(1 << 20)
                .setMaxManifestFileSize(16L << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private ColumnFamilyOptions family(Family family, StoreOptions options, Cache cache) {
        BlockBasedTableConfig table = new BlockBasedTableConfig().setBlockCache(cache)
                .setBlockSize(BLOCK)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        // Most of what a log holds is ciphertext, and compressing the rest costs more than it saves.
        ColumnFamilyOptions made = own(new ColumnFamilyOptions()).setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(Math.min(SMALL_BUFFER, options.writeBuffers()));
        switch (family) {
            case EVENTS -> made.setWriteBufferSize(Math.min(EVENTS_BUFFER, options.writeBuffers()));
            case PAYLOADS -> made.setWriteBufferSize(Math.min(EVENTS_BUFFER, options.writeBuffers()))
                    .setEnableBlobFiles(true)
                    .setMinBlobSize(0)
                    .setBlobCompressionType(CompressionType.NO_COMPRESSION)
                    // Payloads are never overwritten: what is stripped is collected when that is worth it.
                    .setEnableBlobGarbageCollection(false);
            case WRITERS, TREE, NOTES -> table.setFilterPolicy(own(new BloomFilter(BLOOM_BITS)));
            // Places have gaps and no known end: only by its whole last key is it known how far a damaged block goes.
            case OUTBOX -> table.setIndexShortening(IndexShorteningMode.kNoShortening);
            case META, CHAINS -> {
                // A handful of rows.
            }
        }
        return made.setTableFormatConfig(table);
    }

    private <T extends AbstractNativeReference> T own(T made) {
        owned.push(made);
        return made;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
    }
}
