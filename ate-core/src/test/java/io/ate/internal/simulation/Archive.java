package io.ate.internal.simulation;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.KeptVisitor;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoreStatistics;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriterRow;
import io.ate.internal.log.WriterVisitor;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server's log, beside which all is kept that compaction ever removes from it, so that the whole truth is known. */
final class Archive implements RedoLog {
    private final MemoryRedoLog log;
    private final Map<Long, Map<Long, LogItem.StoredEvent>> removed;

    private Archive(MemoryRedoLog log, Map<Long, Map<Long, LogItem.StoredEvent>> removed) {
        this.log = log;
        this.removed = removed;
    }

    Archive(MemoryRedoLog log) {
        this(log, new HashMap<>());
    }

    /** The log itself, without what was removed. */
    MemoryRedoLog log() {
        return log;
    }

    /** The same after a restart. */
    Archive reopened() {
        return new Archive(log.reopened(), removed);
    }

    /** What is, or was, at that sequence. */
    Optional<LogItem.StoredEvent> ever(long chain, long sequence) {
        return removed(chain, sequence).or(() -> log.read(chain, sequence)
                .filter(LogItem.StoredEvent.class::isInstance)
                .map(LogItem.StoredEvent.class::cast));
    }

    /** What was there at that sequence, if it was removed. */
    Optional<LogItem.StoredEvent> removed(long chain, long sequence) {
        return Optional.ofNullable(removed.getOrDefault(chain, new HashMap<>()).get(sequence));
    }

    /** That was removed from a chain that this log has a copy of. */
    void take(long chain, LogItem.StoredEvent event) {
        removed.computeIfAbsent(chain, _ -> new HashMap<>()).put(event.sequence(), event);
    }

    @Override
    public void append(int shard, long term, LogBatch batch, Completion completion) {
        for (LogEntry entry : batch.entries()) {
            if (entry instanceof LogEntry.Cut(long chain, LogItem.Gap gap)) {
                for (long at = gap.from(); at <= gap.to(); at++) {
                    if (log.read(chain, at).orElse(null) instanceof LogItem.StoredEvent event) {
                        take(chain, event);
                    }
                }
            }
        }
        log.append(shard, term, batch, completion);
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
        return log.find(name);
    }

    @Override
    public long nextChainNumber() {
        return log.nextChainNumber();
    }

    @Override
    public boolean mayAppend() {
        return log.mayAppend();
    }

    @Override
    public void whenRoom(Runnable next) {
        log.whenRoom(next);
    }

    @Override
    public void whenAnswered(Runnable next) {
        log.whenAnswered(next);
    }

    @Override
    public void writers(long chain, @Nullable WriterId after, WriterVisitor visitor) {
        log.writers(chain, after, visitor);
    }

    @Override
    public Optional<WriterRow> writer(long chain, WriterId writer) {
        return log.writer(chain, writer);
    }

    @Override
    public long end(long chain) {
        return log.end(chain);
    }

    @Override
    public LogReader reader(long chain, long after, Reading reading) {
        return log.reader(chain, after, reading);
    }

    @Override
    public Optional<LogItem> read(long chain, long sequence) {
        return log.read(chain, sequence);
    }

    @Override
    public Optional<CommitRecord> record(long chain, long first) {
        return log.record(chain, first);
    }

    @Override
    public @Nullable Slice note(long chain, String name) {
        return log.note(chain, name);
    }

    @Override
    public void kept(long chain, long after, long to, KeptVisitor visitor) {
        log.kept(chain, after, to, visitor);
    }

    @Override
    public TreeNodes tree(long chain) {
        return log.tree(chain);
    }

    @Override
    public boolean isNearlyFull() {
        return log.isNearlyFull();
    }

    @Override
    public StoreStatistics statistics() {
        return log.statistics();
    }

    @Override
    public long approximateSize(long chain) {
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
