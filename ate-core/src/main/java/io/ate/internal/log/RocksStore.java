package io.ate.internal.log;

import io.ate.AteException;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open RocksDB and its families. Thread-safe.
 *
 * <p>
 * Touching a native object that has been closed ends the process, so every use passes through {@link #use}, which is
 * shared among users and excludes {@link #close()}; cursors that are open then are closed with the database. It is
 * opened anew where that is what helps against damage; cursors of before have to be opened anew, too.
 */
final class RocksStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

    /** Of a missing file RocksDB's Java part gives no code of its own. */
    private static final String MISSING = "No such file or directory";

    private final Path folder;
    private final StoreLock lock;
    private final RocksOptions options;
    /** Whether nothing in the folder is to be changed. */
    private final boolean toRead;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final ReadOptions reading = new ReadOptions();
    private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();
    /** The log's writer writes, and who brings in a chain. */
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantReadWriteLock uses = new ReentrantReadWriteLock();
    private final WatermarkFile watermark;
    private final FoundDamage found;
    private final Set<Family> resting = EnumSet.noneOf(Family.class);
    private RocksDatabase database;
    private boolean closed;
    private final Reclaim reclaim = new Reclaim(this);
    /** What is being compacted by request, or was when damage was met in it. */
    private volatile @Nullable Family compacting;
    private volatile boolean hasFailed;
    private volatile @Nullable String damage;

    private RocksStore(Path folder, StoreLock lock, RocksOptions options, boolean toRead, RocksDatabase database) {
        this.folder = folder;
        this.lock = lock;
        this.options = options;
        this.toRead = toRead;
        this.database = database;
        watermark = new WatermarkFile(folder);
        found = new FoundDamage(folder);
    }

    /** Opens the database in that folder, or makes one. */
    static RocksStore open(Path folder, StoreOptions chosen) throws RocksDBException, IOException {
        return open(folder, new RocksOptions(chosen));
    }

    /** Opens the database in that folder for who looks at it alone. */
    static RocksStore openToRead(Path folder, StoreOptions chosen) throws RocksDBException, IOException {
        return open(folder, new RocksOptions(chosen), true, RocksDatabase::openToRead);
    }

    /** The same with RocksDB's own options, which the store closes. */
    static RocksStore open(Path folder, RocksOptions options) throws RocksDBException, IOException {
        return open(folder, options, false, RocksDatabase::open);
    }

    /** The same with files that come from a backup. */
    static RocksStore openRestored(Path folder, RocksOptions options) throws RocksDBException, IOException {
        return open(folder, options, false, RocksDatabase::openRestored);
    }

    /** How a database is opened. */
    @FunctionalInterface
    private interface Opening {
        RocksDatabase open(Path folder, RocksOptions options) throws RocksDBException, IOException;
    }

    private static RocksStore open(Path folder, RocksOptions options, boolean toRead, Opening opening)
            throws RocksDBException, IOException {
        boolean opened = false;
        try {
            StoreLock lock = StoreLock.take(folder);
            try {
                RocksStore store = new RocksStore(folder, lock, options, toRead, opening.open(folder, options));
                opened = true;
                return store;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } finally {
            if (!opened) {
                options.close();
            }
        }
    }

    /** The value of that row, or null. */
    byte @Nullable [] get(Family family, byte[] key) {
        return use(() -> database.database().get(family(family), reading, key));
    }

    /** What is wrong with each table of which a block is not what its checksum says. */
    List<String> damagedTables() {
        return use(() -> database.tables()
                .stream()
                .flatMap(table -> RestingStore.damage(folder.resolve(table)).stream())
                .toList());
    }

    /** Tells whether there is a family of that kind; a store that was made by an earlier version may lack one. */
    boolean has(Family family) {
        return use(() -> database.families().containsKey(family));
    }

    /** Writes the batch, and returns when it is synced. */
    void write(WriteBatch batch) throws RocksDBException, IOException {
        write(() -> database.database().write(synced, batch));
    }

    /** Writes one row, and returns when it is synced. */
    void put(Family family, byte[] key, byte[] value) throws RocksDBException, IOException {
        write(() -> database.database().put(family(family), synced, key, value));
    }

    /**
     * If a compaction that met a damaged table is what stands in the way, the database is opened anew and the same is
     * written once more: that changes nothing if it was written. Where a new write-ahead log was begun, nobody hears of
     * what is in it before it is noted that there must be this log.
     */
    private void write(NativeWrite write) throws RocksDBException, IOException {
        writing.lock();
        try {
            boolean failedBefore = hasFailed;
            hasFailed = true; // unless it succeeds
            try {
                writeOnce(write);
            } catch (RocksDBException e) {
                if (!isDamage(e)) {
                    throw e;
                }
                spareDamagedTable(String.valueOf(e.getStatus().getState()));
                writeOnce(write);
            }
            if (options.watch().sawNewLog()) {
                watermark.raise();
            }
            hasFailed = failedBefore;
        } finally {
            writing.unlock();
        }
    }

    private void writeOnce(NativeWrite write) throws RocksDBException {
        uses.readLock().lock();
        try {
            demandOpen();
            write.run();
        } finally {
            uses.readLock().unlock();
        }
    }

    /**
     * Tells whether a write was refused since something that was written before is damaged, or a file of it missing: a
     * write reads nothing, so a compaction has met it. Once that has happened, RocksDB refuses every write, to whatever
     * chain, and gives what the compaction found for the reason.
     */
    private static boolean isDamage(RocksDBException refused) {
        Status status = refused.getStatus();
        return status != null && (status.getCode() == Status.Code.Corruption
                || (status.getCode() == Status.Code.IOError
                        && String.valueOf(status.getState()).contains(MISSING)));
    }

    /**
     * Opens the database anew, and leaves the family of the damaged table as it is from now on: one chain's damage must
     * not keep all others from being written to.
     */
    private void spareDamagedTable(String found) throws RocksDBException, IOException {
        endBackgroundWork();
        uses.writeLock().lock();
        try {
            demandOpen();
            damage = found;
            Optional<Family> family = database.familyOfTable(found).or(() -> Optional.ofNullable(compacting));
            compacting = null;
            resting.addAll(family.map(EnumSet::of).orElseGet(() -> EnumSet.allOf(Family.class)));
            LOG.error("A table of the store in {} is damaged: {}. All chains are served and written to, but for what "
                    + "was in the damaged block; until the store is restored from a backup, its {} are not compacted, "
                    + "and reading gets slower as they grow", folder, found, family.map(Enum::name).orElse("tables"));
            closed = true; // unless it can be opened anew
            closeCursors();
            database.close();
            options.rest();
            database = RocksDatabase.open(folder, options);
            closed = false;
            database.compactAllBut(resting);
        } finally {
            uses.writeLock().unlock();
        }
    }

    /** Where damage is noted that somebody met while reading. */
    FoundDamage found() {
        return found;
    }

    /** What was found damaged since the store was opened, for people; empty if nothing. */
    Optional<String> damage() {
        return Optional.ofNullable(damage).or(found::first);
    }

    /** Opens a cursor that sees the family's rows as they are now, up to but not including the key {@code behind}. */
    RocksCursor cursor(Family family, byte[] behind, boolean isLong) {
        return use(() -> {
            RocksCursor cursor = new RocksCursor(this, database.database(), family(family), behind, isLong);
            cursors.add(cursor);
            return cursor;
        });
    }

    /** Closes the cursor's native part, unless that has happened. */
    void close(RocksCursor cursor) {
        uses.readLock().lock();
        try {
            if (cursors.remove(cursor)) {
                cursor.closeNative();
            }
        } finally {
            uses.readLock().unlock();
        }
    }

    /**
     * Runs a read while the database is open for certain.
     *
     * @throws IllegalStateException if it is closed
     * @throws StoreDamagedException if it could not be read
     */
    <T extends @Nullable Object> T use(NativeRead<T> read) {
        uses.readLock().lock();
        try {
            demandOpen();
            return read.run();
        } catch (RocksDBException e) {
            found.note("it cannot be read: " + e.getMessage());
            throw new StoreDamagedException("the store in " + folder + " cannot be read: " + e.getMessage(), e);
        } finally {
            uses.readLock().unlock();
        }
    }

    ColumnFamilyHandle family(Family family) {
        return database.family(family);
    }

    /** For tests that do to rows what nobody else does. */
    void delete(Family family, byte[] key) throws RocksDBException {
        database.database().delete(family(family), synced, key);
    }

    /**
     * Has the store, with all that is durable, appear in that folder, which is not there yet and on the same file
     * system: of one moment, after this was called. Holds nobody up but for moments.
     */
    void checkpoint(Path target) {
        uses.readLock().lock();
        try {
            demandOpen();
            database.checkpoint(target);
        } catch (RocksDBException e) { // as where the disk is full: it says nothing against the store
            throw new AteException("the store in " + folder + " cannot be copied to " + target + ": " + e.getMessage(),
                    e);
        } finally {
            uses.readLock().unlock();
        }
    }

    /** About how many bytes the chain's rows take, flushed or not. */
    long approximateSize(ChainKeys chain) {
        return use(() -> {
            long size = 0;
            try (Slice first = new Slice(chain.first()); Slice behind = new Slice(chain.behind())) {
                List<Range> range = List.of(new Range(first, behind));
                for (Family family : Family.ofChains()) {
                    size += approximateSize(range, family, SizeApproximationFlag.INCLUDE_MEMTABLES);
                    long files = approximateSize(range, family, SizeApproximationFlag.INCLUDE_FILES);
                    size += family == Family.PAYLOADS ? withBlobs(files) : files;
                }
            }
            return size;
        });
    }

    /**
     * Gives back what the chain's rows took that are of no more use, and others', too; may take long. What stands in
     * its way is told by the log alone.
     *
     * @throws IllegalStateException if the store is closed
     */
    void reclaim(ChainKeys chain, SpaceReserve reserve) {
        use(() -> chain);
        reclaim.run(chain, reserve);
    }

    /**
     * Compacts, if the family does not rest and the store is open. Whoever wants the database for himself ends it, so
     * that nobody waits for long.
     */
    void compact(Family family, Compaction compaction) throws RocksDBException {
        uses.readLock().lock();
        try {
            if (!closed && !resting.contains(family)) {
                compacting = family;
                compaction.run(database);
                compacting = null;
            }
        } finally {
            uses.readLock().unlock();
        }
    }

    /**
     * To be told when a compaction came to no end. If it met damage, RocksDB refuses the next write, which then mends
     * that; all else is as before.
     */
    void couldNotCompact(RocksDBException why) {
        if (isDamage(why)) {
            found.note("it cannot be compacted: " + why.getMessage());
        } else {
            compacting = null;
            LOG.info("Old values in the store in {} keep their room for now: {}", folder, why.getMessage());
        }
    }

    private long approximateSize(List<Range> range, Family family, SizeApproximationFlag what) {
        return database.database().getApproximateSizes(family(family), range, what)[0];
    }

    /** RocksDB counts rows that point to blobs and not the blobs: the chain is taken to have its share of those. */
    private long withBlobs(long rows) throws RocksDBException {
        long allRows = database.database().getLongProperty(family(Family.PAYLOADS), "rocksdb.live-sst-files-size");
        long allBlobs = database.database().getLongProperty(family(Family.PAYLOADS), "rocksdb.live-blob-file-size");
        return allRows == 0 ? rows : rows + (long) ((double) allBlobs * rows / allRows);
    }

    /** What the files of the store take. */
    long bytesOnDisk() {
        File[] files = folder.toFile().listFiles();
        if (files == null) {
            throw new StoreDamagedException("the folder of the store, " + folder + ", cannot be listed");
        }
        // A file that has gone meanwhile counts as nothing.
        return Arrays.stream(files).mapToLong(File::length).sum();
    }

    Path folder() {
        return folder;
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }

    /** So that nobody waits for the end of a compaction who is to close the database. */
    private void endBackgroundWork() {
        uses.readLock().lock();
        try {
            if (!closed) {
                database.endBackgroundWork();
            }
        } finally {
            uses.readLock().unlock();
        }
    }

    @Override
    public void close() {
        endBackgroundWork();
        uses.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeAll();
            }
        } finally {
            uses.writeLock().unlock();
        }
    }

    private void closeAll() {
        closeCursors();
        reading.close();
        synced.close();
        try {
            database.close();
            noteEnd();
        } catch (RocksDBException e) {
            throw new StoreFailedException("the store in " + folder + " did not close well: " + e.getMessage()
                    + "; everything that was acknowledged is there when it is opened again", e);
        } finally {
            options.close();
            unlock();
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock of the store in {} could not be closed: {}. It goes with this process", folder,
                    String.valueOf(e.getMessage()));
        }
    }

    /** From then on the end of the write-ahead log, too, is known to be none that a crash has torn. */
    private void noteEnd() {
        if (toRead || hasFailed) {
            return; // of a write that failed whoever wrote was told, and nobody knows where the log ends
        }
        try {
            watermark.raise();
        } catch (IOException e) {
            LOG.warn("How far the store in {} had come when it was closed could not be noted: {}. Nothing is lost",
                    folder, String.valueOf(e.getMessage()));
        }
    }

    private void closeCursors() {
        for (RocksCursor cursor : new HashSet<>(cursors)) {
            cursor.closeNative();
        }
        cursors.clear();
    }

    /** A write to the native database, which changes nothing more when it is done twice. */
    @FunctionalInterface
    private interface NativeWrite {
        void run() throws RocksDBException;
    }

    /** A compaction that is asked for. */
    @FunctionalInterface
    interface Compaction {
        void run(RocksDatabase open) throws RocksDBException;
    }

    /** A read of the native database. */
    @FunctionalInterface
    interface NativeRead<T extends @Nullable Object> {
        T run() throws RocksDBException;
    }
}
