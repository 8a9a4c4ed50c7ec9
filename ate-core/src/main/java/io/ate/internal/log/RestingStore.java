package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileReader;

/**
 * The files of a store to which nobody writes: a checkpoint of an open one, a backup's, or those of a store that is
 * locked. They are read and never written, but for a file {@code LOG} beside them. Stateless.
 */
public final class RestingStore {
    /** Rows between two calls of a {@link Pace}. */
    private static final int STEP = 10_000;
    private static final int READ_AHEAD = 2 << 20;

    private RestingStore() {}

    /** Is called again and again while much is read; what it throws ends that. */
    @FunctionalInterface
    public interface Pace {
        void step(long rows);
    }

    /**
     * Reads every row that there is, and holds each block and each value against its checksum.
     *
     * @return what the store holds
     * @throws StoreDamagedException if something cannot be read, or is not what was written
     */
    public static StoreFacts readAll(Path folder, Pace pace) {
        verifyTables(folder, pace);
        return read(folder, database -> {
            Map<Long, Long> ends = new HashMap<>();
            long rows = 0;
            for (Family family : Family.values()) {
                rows = readAll(folder, database, family, ends, rows, pace);
            }
            return facts(folder, database, (_, chain) -> ends.getOrDefault(chain.number(), 0L));
        });
    }

    /**
     * Looks up what the store holds.
     *
     * @throws StoreDamagedException if that cannot be read
     */
    public static StoreFacts glance(Path folder) {
        return read(folder, database -> facts(folder, database, RestingStore::end));
    }

    private static StoreFacts read(Path folder, Look look) {
        try {
            NativeLibrary.load();
            try (RocksOptions options = new RocksOptions(StoreOptions.small())) {
                RocksDatabase database = RocksDatabase.openResting(folder, options);
                try {
                    return look.at(database);
                } finally {
                    database.close();
                }
            }
        } catch (RocksDBException e) {
            throw new StoreDamagedException("the store in " + folder + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StoreFailedException("the store in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Of each table all blocks, also those that reading its rows does not touch. */
    private static void verifyTables(Path folder, Pace pace) {
        try {
            NativeLibrary.load();
            for (String name : new DatabaseFiles(folder).tables()) {
                pace.step(0);
                damage(folder.resolve(name)).ifPresent(what -> {
                    throw new StoreDamagedException(what);
                });
            }
        } catch (IOException e) {
            throw new StoreFailedException("the store in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * What is wrong with a table, once all of its blocks have been held against their checksums; empty if nothing is.
     */
    static Optional<String> damage(Path table) {
        try (Options options = new Options(); SstFileReader reader = new SstFileReader(options)) {
            reader.open(table.toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of("the table " + table + " is damaged: " + e.getMessage());
        }
    }

    private static long readAll(Path folder, RocksDatabase database, Family family, Map<Long, Long> ends, long before,
            Pace pace) throws RocksDBException {
        long rows = before;
        try (ReadOptions reading = new ReadOptions().setFillCache(false).setReadaheadSize(READ_AHEAD);
                RocksIterator each = database.database().newIterator(database.family(family), reading)) {
            for (each.seekToFirst(); each.isValid(); each.next()) {
                byte[] key = each.key();
                content(folder, family, key, each.value());
                if (family == Family.EVENTS) {
                    ends.put(ChainKeys.number(key), ChainKeys.sequence(key));
                }
                rows++;
                if (rows % STEP == 0) {
                    pace.step(rows);
                }
            }
            each.status();
        }
        return rows;
    }

    private static Slice content(Path folder, Family family, byte[] key, byte[] value) {
        try {
            return CheckedValue.content(key, value);
        } catch (MalformedException e) {
            throw damaged(folder, "a row of its " + family, e);
        }
    }

    private static StoreFacts facts(Path folder, RocksDatabase database, Ends ends) throws RocksDBException {
        List<StoreFacts.Chain> chains = new ArrayList<>();
        try (ReadOptions reading = new ReadOptions();
                RocksIterator each = database.database().newIterator(database.family(Family.CHAINS), reading)) {
            for (each.seekToFirst(); each.isValid(); each.next()) {
                ChainName name = ChainRow.name(each.key());
                ChainSummary chain = summary(folder, name, each.key(), each.value());
                chains.add(new StoreFacts.Chain(name, chain.id(), ends.of(database, chain)));
            }
            each.status();
        }
        return new StoreFacts(StoreMeta.epoch(folder, row(database, StoreMeta.EPOCH)),
                StoreMeta.starts(folder, row(database, StoreMeta.KEY)), chains);
    }

    private static Optional<byte[]> row(RocksDatabase database, byte[] key) throws RocksDBException {
        return Optional.ofNullable(database.database().get(database.family(Family.META), key));
    }

    private static ChainSummary summary(Path folder, ChainName name, byte[] key, byte[] value) {
        try {
            StoredChain chain = ChainRow.decode(key, value).chain(name);
            return ChainSummary.of(chain.number(), name, chain.genesis());
        } catch (MalformedException e) {
            throw damaged(folder, "the record of chain " + name, e);
        }
    }

    private static long end(RocksDatabase database, ChainSummary chain) throws RocksDBException {
        ChainKeys keys = new ChainKeys(chain.shard(), chain.number());
        ColumnFamilyHandle events = database.family(Family.EVENTS);
        try (ReadOptions reading = new ReadOptions();
                RocksIterator last = database.database().newIterator(events, reading)) {
            last.seekForPrev(keys.behind());
            last.status();
            return last.isValid() && keys.owns(last.key()) ? ChainKeys.sequence(last.key()) : 0;
        }
    }

    private static StoreDamagedException damaged(Path folder, String what, MalformedException cause) {
        return new StoreDamagedException("the store in " + folder + " is damaged: " + what + ": " + cause.getMessage(),
                cause);
    }

    @FunctionalInterface
    private interface Look {
        StoreFacts at(RocksDatabase database) throws RocksDBException;
    }

    /** Where the last sequence of a chain is known from. */
    @FunctionalInterface
    private interface Ends {
        long of(RocksDatabase database, ChainSummary chain) throws RocksDBException;
    }
}
