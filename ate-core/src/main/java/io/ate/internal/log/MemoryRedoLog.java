package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.CommitQueue.Waiting;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A redo log without a disk, for temporary chains and for tests: "durable" means taken into memory. Thread-safe.
 *
 * <p>
 * A {@linkplain #MemoryRedoLog() usual one} has nothing to wait for: who appends takes what was appended into memory
 * and answers it, also what others append meanwhile, before {@code append} returns. One {@linkplain #withFaults with
 * faults} has a writer thread, as a log on disk has. In a {@linkplain #manual manual} one what is appended waits until
 * somebody calls {@link #sync()}, on that thread, and {@link #crash()} loses it. That is what seeded simulations run
 * on.
 */
public final class MemoryRedoLog implements RedoLog {
    private final MemoryState state;
    private final CommitQueue queue;
    private final GroupCommit groupCommit;
    /** Held by whoever writes; nobody waits for it but who closes. */
    private final ReentrantLock writing = new ReentrantLock();
    private final Writing how;
    private final @Nullable LogWriter writer;
    private final WriteFaults faults;
    private final BooleanSupplier nearlyFull;
    private final long starts;
    private final AtomicLong chainsNumbered = new AtomicLong();
    private final AtomicLong appends = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();
    /** What would be on disk, although its write was reported as failed: there again after reopening. */
    private volatile List<LogBatch> unseen = List.of();
    private volatile boolean closed;

    private enum Writing {
        /** By whoever appends. */
        AT_ONCE,
        /** By a thread of the log's own, as for one on disk. */
        BY_A_WRITER,
        /** When it is told to. */
        MANUALLY
    }

    /** An empty log. */
    public MemoryRedoLog() {
        this(new MemoryState(), WriteFaults.NONE, () -> false, Writing.AT_ONCE);
    }

    private MemoryRedoLog(MemoryState state, WriteFaults faults, BooleanSupplier nearlyFull, Writing how) {
        this.state = state;
        this.faults = faults;
        this.nearlyFull = nearlyFull;
        starts = state.start();
        queue = new CommitQueue(new AppendCheck(state));
        groupCommit = new GroupCommit(queue, this::write);
        this.how = how;
        writer = how == Writing.BY_A_WRITER ? LogWriter.start("ate-memory-log", queue, groupCommit) : null;
    }

    /** An empty log with a writer thread, whose writes fail, or wait, when {@code faults} says so. */
    public static MemoryRedoLog withFaults(WriteFaults faults, BooleanSupplier nearlyFull) {
        return new MemoryRedoLog(new MemoryState(), faults, nearlyFull, Writing.BY_A_WRITER);
    }

    /** An empty log that writes when it is told to: see {@link #sync()}. */
    public static MemoryRedoLog manual(WriteFaults faults) {
        return manual(faults, () -> false);
    }

    /** The same, on a disk that is as full as {@code nearlyFull} says. */
    public static MemoryRedoLog manual(WriteFaults faults, BooleanSupplier nearlyFull) {
        return new MemoryRedoLog(new MemoryState(), faults, nearlyFull, Writing.MANUALLY);
    }

    /**
     * Makes durable what waits, and answers it, on the calling thread. For manual logs only; one thread at a time.
     *
     * @return how many batches were answered
     */
    public int sync() {
        if (how != Writing.MANUALLY) {
            throw new IllegalStateException("this log writes by itself");
        }
        return writeWaiting();
    }

    /** Writes by whoever comes first, for all who come meanwhile; by nobody who is called back from it. */
    private void writeUnlessOthersDo() {
        while (!queue.isEmpty() && !writing.isHeldByCurrentThread() && writing.tryLock()) {
            try {
                writeWaiting();
            } finally {
                writing.unlock();
            }
        }
    }

    private int writeWaiting() {
        int answered = 0;
        for (List<Waiting> group = queue.poll(); !group.isEmpty(); group = queue.poll()) {
            groupCommit.commit(group);
            answered += group.size();
        }
        return answered;
    }

    /** Ends this manual log as a crash would: what waits is lost, and nobody is answered. */
    public void crash() {
        if (how != Writing.MANUALLY) {
            throw new IllegalStateException("this log writes by itself");
        }
        closed = true;
        queue.close();
    }

    /** The log that the next process opens once this one was closed or has crashed: with what was durable. */
    public MemoryRedoLog reopened() {
        if (!closed) {
            throw new IllegalStateException("the log is still open");
        }
        state.write(unseen);
        return new MemoryRedoLog(state, faults, nearlyFull, how);
    }

    private void write(List<LogBatch> group) {
        try {
            faults.at(WriteFaults.Moment.BEFORE_WRITE);
            unseen = group;
            faults.at(WriteFaults.Moment.AFTER_SYNC);
            unseen = List.of();
        } catch (IOException e) {
            throw new StoreFailedException("a write to the log in memory failed: " + e.getMessage(), e);
        }
        state.write(group);
        syncs.incrementAndGet();
        appends.addAndGet(group.size());
    }

    /** What others than {@linkplain #MemoryRedoLog() usual} ones hold stands in for a disk. */
    @Override
    public boolean isLasting() {
        return how != Writing.AT_ONCE;
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public long starts() {
        demandOpen();
        return starts;
    }

    @Override
    public List<ChainSummary> chains() {
        demandOpen();
        return state.chains();
    }

    @Override
    public boolean hasLostChains() {
        return false;
    }

    @Override
    public Optional<ChainSummary> summary(ChainId id) {
        demandOpen();
        return state.summary(id);
    }

    @Override
    public Optional<StoredChain> find(ChainName name) {
        demandOpen();
        Long number = state.number(name);
        return number == null ? Optional.empty() : state.ask(number, Optional.empty(), c -> Optional.of(c.facts()));
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
        if (how == Writing.AT_ONCE) {
            writeUnlessOthersDo();
        }
    }

    @Override
    public void whenAnswered(Runnable next) {
        queue.whenAnswered(next);
    }

    @Override
    public void writers(long chain, @Nullable WriterId after, WriterVisitor visitor) {
        demandOpen();
        NavigableMap<WriterId, WriterRow> all = state.ask(chain, new TreeMap<>(), c -> new TreeMap<>(c.writers()));
        for (Map.Entry<WriterId, WriterRow> each : (after == null ? all : all.tailMap(after, false)).entrySet()) {
            if (!visitor.writer(each.getKey(), each.getValue())) {
                return;
            }
        }
    }

    @Override
    public Optional<WriterRow> writer(long chain, WriterId writer) {
        demandOpen();
        return state.ask(chain, Optional.empty(), c -> Optional.ofNullable(c.writers().get(writer)));
    }

    @Override
    public long end(long chain) {
        demandOpen();
        return state.end(chain);
    }

    @Override
    public LogReader reader(long chain, long after, Reading reading) {
        demandOpen();
        return new MemoryReader(state, chain, after, reading, () -> closed);
    }

    @Override
    public Optional<LogItem> read(long chain, long sequence) {
        demandOpen();
        return state.ask(chain, Optional.empty(), there -> there.item(sequence));
    }

    @Override
    public Optional<CommitRecord> record(long chain, long first) {
        return read(chain, first).flatMap(item -> item.recordOf(first));
    }

    @Override
    public @Nullable Slice note(long chain, String name) {
        demandOpen();
        return state.ask(chain, Optional.<Slice>empty(), there -> there.note(name)).orElse(null);
    }

    @Override
    public void kept(long chain, long after, long to, KeptVisitor visitor) {
        demandOpen();
        state.ask(chain, List.<KeptRow>of(), there -> there.kept(after, to)).forEach(visitor::row);
    }

    @Override
    public TreeNodes tree(long chain) {
        demandOpen();
        StoredChain facts = state.ask(chain, Optional.<StoredChain>empty(), there -> Optional.of(there.facts()))
                .orElseThrow(() -> new IllegalArgumentException("there is no chain of number " + chain));
        return new LogTree(this, chain, facts.genesis().chainId(), (level, index) -> node(facts, level, index));
    }

    private Hash node(StoredChain chain, int level, long index) {
        demandOpen();
        return state.ask(chain.number(), Optional.<Hash>empty(), there -> there.node(level, index))
                .orElseThrow(
                        () -> new StoreDamagedException(
                                "chain " + chain.name() + " has no node " + index + " of level " + level));
    }

    @Override
    public boolean isNearlyFull() {
        demandOpen();
        return nearlyFull.getAsBoolean();
    }

    @Override
    public StoreStatistics statistics() {
        demandOpen();
        return new StoreStatistics(0, queue.room().taken(), appends.get(), syncs.get());
    }

    @Override
    public long approximateSize(long chain) {
        demandOpen();
        return state.ask(chain, 0L, MemoryChain::size);
    }

    @Override
    public void reclaim(long chain) {
        demandOpen(); // it is given back as it goes
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a completion cannot wait for its own writer: close the log elsewhere");
        }
        writing.lock(); // behind whoever writes
        try {
            if (!closed) {
                queue.close();
                writeWaiting();
            }
        } finally {
            writing.unlock();
        }
        closed = true;
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }
}
