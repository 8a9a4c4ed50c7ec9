package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.KeptVisitor;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoreStatistics;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriterRow;
import io.ate.internal.log.WriterVisitor;
import io.ate.internal.tree.LeafVisitor;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log with the troubles that a test gives it; otherwise as the one behind it. Confined to one thread. */
final class TroubledLog implements RedoLog {
    private final RedoLog log;
    /** Thrown by whatever reads events. */
    @Nullable
    RuntimeException reading;
    /** Thrown by whoever looks a writer's last commit up. */
    @Nullable
    RuntimeException writers;
    /** Thrown by whoever asks for the size of a chain. */
    @Nullable
    RuntimeException sizing;
    /** Thrown by whatever reads notes. */
    @Nullable
    RuntimeException noting;
    /** Thrown by whatever reads the tree. */
    @Nullable
    RuntimeException tree;
    /** Thrown by whoever looks a chain up by its name. */
    @Nullable
    RuntimeException finding;
    /** Thrown by whoever appends. */
    @Nullable
    RuntimeException appending;
    /** Run by whoever reads what is stored of a chain. */
    Runnable whenRead = () -> {
    };
    /** Told of all that is appended. */
    Consumer<LogBatch> whenAppended = _ -> {
    };
    /** There is no room. */
    boolean holdsBack;
    boolean appendedWithoutRoom;
    private final List<Runnable> heldBack = new ArrayList<>();
    boolean nearlyFull;

    TroubledLog(RedoLog log) {
        this.log = log;
    }

    private static void fail(@Nullable RuntimeException trouble) {
        if (trouble != null) {
            throw trouble;
        }
    }

    @Override
    public boolean isLasting() {
        return log.isLasting();
    }

    @Override
    public long epoch() {
        return log.epoch();
    }

    @Override
    public long starts() {
        return log.starts();
    }

    @Override
    public List<ChainSummary> chains() {
        return log.chains();
    }

    @Override
    public boolean hasLostChains() {
        return log.hasLostChains();
    }

    @Override
    public Optional<ChainSummary> summary(ChainId id) {
        return log.summary(id);
    }

    @Override
    public Optional<StoredChain> find(ChainName name) {
        fail(finding);
        return log.find(name);
    }

    @Override
    public long nextChainNumber() {
        return log.nextChainNumber();
    }

    @Override
    public boolean mayAppend() {
        return !holdsBack && log.mayAppend();
    }

    @Override
    public void whenRoom(Runnable next) {
        if (holdsBack) {
            heldBack.add(next);
        } else {
            log.whenRoom(next);
        }
    }

    @Override
    public void whenAnswered(Runnable next) {
        log.whenAnswered(next);
    }

    /** There is room again. */
    void goOn() {
        holdsBack = false;
        List<Runnable> called = List.copyOf(heldBack);
        heldBack.clear();
        called.forEach(Runnable::run);
    }

    @Override
    public void append(int shard, long term, LogBatch batch, Completion completion) {
        fail(appending);
        whenAppended.accept(batch);
        appendedWithoutRoom |= holdsBack;
        log.append(shard, term, batch, completion);
    }

    @Override
    public void writers(long chain, @Nullable WriterId after, WriterVisitor visitor) {
        log.writers(chain, after, visitor);
    }

    @Override
    public Optional<WriterRow> writer(long chain, WriterId writer) {
        whenRead.run();
        fail(writers);
        return log.writer(chain, writer);
    }

    @Override
    public long end(long chain) {
        return log.end(chain);
    }

    @Override
    public LogReader reader(long chain, long after, Reading mode) {
        whenRead.run();
        fail(reading);
        return log.reader(chain, after, mode);
    }

    @Override
    public Optional<LogItem> read(long chain, long sequence) {
        whenRead.run();
        fail(reading);
        return log.read(chain, sequence);
    }

    @Override
    public Optional<CommitRecord> record(long chain, long first) {
        whenRead.run();
        fail(reading);
        return log.record(chain, first);
    }

    @Override
    public @Nullable Slice note(long chain, String name) {
        fail(noting);
        return log.note(chain, name);
    }

    @Override
    public void kept(long chain, long after, long to, KeptVisitor visitor) {
        log.kept(chain, after, to, visitor);
    }

    @Override
    public TreeNodes tree(long chain) {
        TreeNodes sound = log.tree(chain);
        return new TreeNodes() {
            @Override
            public Hash node(int level, long index) {
                whenRead.run();
                fail(tree);
                return sound.node(level, index);
            }

            @Override
            public void leaves(long from, long to, LeafVisitor visitor) {
                whenRead.run();
                fail(tree);
                sound.leaves(from, to, visitor);
            }
        };
    }

    @Override
    public boolean isNearlyFull() {
        return nearlyFull || log.isNearlyFull();
    }

    @Override
    public StoreStatistics statistics() {
        return log.statistics();
    }

    @Override
    public long approximateSize(long chain) {
        fail(sizing);
        return log.approximateSize(chain);
    }

    @Override
    public void reclaim(long chain) {
        log.reclaim(chain);
    }

    @Override
    public void close() {
        log.close();
    }
}
