package io.ate.internal.log;

import io.ate.AteException;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.StoreInUseException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem.Damaged;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A redo log on disk, in one RocksDB for all chains. Thread-safe.
 *
 * <p>
 * One write-ahead log serves all chains, so one sync serves all that commit at that moment. Rows are found under their
 * chain's prefix ({@link ChainKeys}), one kind of row in each {@link Family}; each carries a checksum of its own over
 * key and content ({@link CheckedValue}).
 */
public final class RocksRedoLog implements RedoLog {
    private final RocksStore store;
    private final RocksChains chains;
    private final WriterTable writers;
    private final RocksEvents events;
    private final CommitQueue queue;
    private final RocksStorage storage;
    private final LogWriter writer;
    private final SpaceReserve reserve;
    private final long epoch;
    private final long starts;
    private final AtomicLong chainsNumbered = new AtomicLong();
    private volatile boolean closed;

    RocksRedoLog(RocksStore store, long epoch, long starts, SpaceReserve reserve, WriteFaults faults) {
        this.store = store;
        this.epoch = epoch;
        this.starts = starts;
        this.reserve = reserve;
        writers = new WriterTable(store);
        events = new RocksEvents(store);
        chains = RocksChains.load(store, new ChainEnds(store, writers));
        queue = new CommitQueue(new AppendCheck(chains));
        storage = new RocksStorage(store, chains, faults);
        writer = LogWriter.start("ate-log " + store.folder().getFileName(), queue, new GroupCommit(queue, storage));
    }

    /** Opens the store in that folder with {@linkplain StoreOptions#standard() standard} options. */
    public static RocksRedoLog open(Path folder) {
        return open(folder, StoreOptions.standard());
    }

    /**
     * Opens the store in that folder, which is made if it is not there.
     *
     * @throws StoreInUseException if it is open already
     * @throws StoreFailedException if it cannot be opened as it is; nothing in it is given up to make it open
     */
    public static RocksRedoLog open(Path folder, StoreOptions options) {
        return RocksOpening.open(folder, options);
    }

    /**
     * Opens the store in that folder for who looks at it alone: nothing is appended, and no file of the store is
     * changed.
     *
     * @throws StoreInUseException if it is open already
     * @throws StoreFailedException if there is none, or it cannot be opened as it is
     */
    public static RocksRedoLog openToRead(Path folder) {
        return RocksOpening.openToRead(folder, StoreOptions.small());
    }

    /**
     * Compares every row that is no event, and every block of every table, with its checksum. (Of events, readers
     * tell; of records of chains, {@link #lostChains}.)
     *
     * @param finding is told of each that is wrong
     */
    public void verify(Consumer<String> finding) {
        demandOpen();
        store.damagedTables().forEach(finding);
        StoreRows.verify(store, finding);
    }

    /** Tells whether there is a store in that folder, whole or in part. */
    public static boolean isIn(Path folder) throws IOException {
        return WatermarkFile.standsFor(folder);
    }

    @Override
    public boolean isLasting() {
        return true;
    }

    /**
     * Keeps everybody from the store in that folder, which is there, until the lock is closed.
     *
     * @throws StoreInUseException if it is open
     */
    public static Closeable lock(Path folder) throws IOException {
        return StoreLock.take(folder);
    }

    /**
     * Has the store appear in that folder as it is at one moment after this was called, with all that was durable
     * before. Tables and blob files are linked, so this takes a flush of what is in memory, and room for the
     * write-ahead log.
     *
     * @param target is not there yet, and on the same file system
     */
    public void checkpoint(Path target) {
        demandOpen();
        store.checkpoint(target);
    }

    /** The same as a store of its own, which can be opened there. */
    public void copyTo(Path target) {
        checkpoint(target);
        RestoredStore.adopt(target);
    }

    @Override
    public long epoch() {
        demandOpen();
        return epoch;
    }

    @Override
    public long starts() {
        demandOpen();
        return starts;
    }

    @Override
    public List<ChainSummary> chains() {
        demandOpen();
        return chains.all();
    }

    @Override
    public boolean hasLostChains() {
        demandOpen();
        return !chains.lost().isEmpty();
    }

    /** Of which names the records of chains cannot be read, for people. */
    public List<String> lostChains() {
        demandOpen();
        return chains.lost().stream().map(LostNames::toString).toList();
    }

    @Override
    public Optional<ChainSummary> summary(ChainId id) {
        demandOpen();
        return chains.summary(id);
    }

    @Override
    public Optional<StoredChain> find(ChainName name) {
        demandOpen();
        return chains.find(name);
    }

    /**
     * Takes in a chain from elsewhere, of which nobody sees anything before it is {@linkplain IncomingChain#reveal
     * revealed}.
     *
     * @throws AteException if there is a chain of that name
     */
    public IncomingChain takeIn(ChainName name, SignedGenesis genesis) {
        if (find(name).isPresent()) {
            throw new AteException("there is a chain " + name + " already: nothing was changed");
        }
        return IncomingChain.begin(this, store, chains, new StoredChain(nextChainNumber(), name, genesis));
    }

    /**
     * Shows all rows of the chain.
     *
     * @throws StoreDamagedException if one is not what was written
     */
    public void rows(long chain, ChainRows visitor) {
        ChainEntry entry = entry(chain)
                .orElseThrow(() -> new IllegalArgumentException("there is no chain of number " + chain));
        for (Family family : Family.ofChains()) {
            String label = new String(family.label(), StandardCharsets.US_ASCII);
            if (store.has(family)) {
                new RowScan(store, family).each(entry.keys().first(), entry.keys().behind(), (key, value) -> {
                    try {
                        visitor.row(label, Slice.of(key, ChainKeys.PREFIX, key.length - ChainKeys.PREFIX),
                                CheckedValue.content(key, value));
                    } catch (MalformedException e) {
                        throw damaged(entry, "a row of the " + label + " of chain " + entry.name() + " is damaged: "
                                + e.getMessage(), e);
                    }
                    return true;
                });
            }
        }
    }

    @Override
    public long nextChainNumber() {
        demandOpen();
        return ChainNumbers.number(starts, chainsNumbered.getAndIncrement());
    }

    @Override
    public boolean mayAppend() {
        return queue.room().isThere();
    }

    @Override
    public void whenRoom(Runnable next) {
        queue.room().whenThere(next);
    }

    @Override
    public void append(int shard, long term, LogBatch batch, Completion completion) {
        queue.append(shard, batch, completion);
    }

    @Override
    public void whenAnswered(Runnable next) {
        queue.whenAnswered(next);
    }

    @Override
    public void writers(long chain, @Nullable WriterId after, WriterVisitor visitor) {
        entry(chain).ifPresent(entry -> writers.each(entry, after, visitor));
    }

    @Override
    public Optional<WriterRow> writer(long chain, WriterId writer) {
        return entry(chain).flatMap(entry -> writers.find(entry, writer));
    }

    @Override
    public long end(long chain) {
        return entry(chain).map(chains::end).orElse(0L);
    }

    @Override
    public LogReader reader(long chain, long after, Reading reading) {
        return entry(chain)
                .<LogReader>map(entry -> new RocksReader(store, entry, Math.max(after, 0), chains.end(entry), reading))
                .orElseGet(EmptyReader::new);
    }

    @Override
    public Optional<LogItem> read(long chain, long sequence) {
        return entry(chain).filter(entry -> has(entry, sequence))
                .flatMap(entry -> events.read(entry, sequence, Reading.WHOLE));
    }

    @Override
    public Optional<CommitRecord> record(long chain, long first) {
        return entry(chain).filter(entry -> has(entry, first))
                .flatMap(entry -> events.read(entry, first, Reading.HEADERS).flatMap(item -> {
                    if (item instanceof Damaged damaged) {
                        throw new StoreDamagedException("the commit record at sequence " + first + " of chain "
                                + entry.name() + " is lost: " + damaged.what());
                    }
                    return item.recordOf(first);
                }));
    }

    private boolean has(ChainEntry chain, long sequence) {
        return sequence >= 1 && sequence <= chains.end(chain);
    }

    @Override
    public @Nullable Slice note(long chain, String name) {
        return entry(chain).flatMap(entry -> note(entry, name)).orElse(null);
    }

    private Optional<Slice> note(ChainEntry chain, String name) {
        byte[] key = chain.keys().note(name);
        byte[] value = store.get(Family.NOTES, key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(CheckedValue.content(key, value));
        } catch (MalformedException e) {
            throw damaged(chain, "note " + name + " of chain " + chain.name() + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public void kept(long chain, long after, long to, KeptVisitor visitor) {
        entry(chain).ifPresent(entry -> KeptRows.each(store, entry, after, to, visitor));
    }

    @Override
    public TreeNodes tree(long chain) {
        ChainEntry entry = entry(chain)
                .orElseThrow(() -> new IllegalArgumentException("there is no chain of number " + chain));
        return new LogTree(this, chain, entry.summary().id(), (level, index) -> node(entry, level, index));
    }

    private Hash node(ChainEntry chain, int level, long index) {
        byte[] key = chain.keys().node(level, index);
        byte[] value = store.get(Family.TREE, key);
        try {
            if (value == null) {
                throw new MalformedException("missing");
            }
            return NodeRow.decode(key, value);
        } catch (MalformedException e) {
            throw damaged(chain,
                    "node " + index + " of level " + level + " of the tree of chain " + chain.name() + " is lost: "
                            + e.getMessage(),
                    e);
        }
    }

    private StoreDamagedException damaged(ChainEntry chain, String what, MalformedException cause) {
        chain.noteDamage(store.found(), what);
        return new StoreDamagedException(what, cause);
    }

    @Override
    public boolean isNearlyFull() {
        demandOpen();
        return reserve.isNearlyFull();
    }

    @Override
    public Optional<String> damage() {
        return store.damage();
    }

    @Override
    public StoreStatistics statistics() {
        demandOpen();
        return new StoreStatistics(store.bytesOnDisk(), queue.room().taken(), storage.appends(), storage.syncs());
    }

    @Override
    public long approximateSize(long chain) {
        return entry(chain).map(entry -> store.approximateSize(entry.keys())).orElse(0L);
    }

    @Override
    public void reclaim(long chain) {
        entry(chain).ifPresent(entry -> store.reclaim(entry.keys(), reserve));
    }

    @Override
    public void close() {
        writer.close();
        closed = true;
        storage.close();
        store.close();
    }

    private Optional<ChainEntry> entry(long chain) {
        demandOpen();
        return Optional.ofNullable(chains.entry(chain));
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }
}
