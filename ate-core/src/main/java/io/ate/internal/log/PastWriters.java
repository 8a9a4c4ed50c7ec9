package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import java.util.Optional;

/**
 * Which commit was a writer's last one at a sequence, found by walking back from the last one that there is: each
 * record says where the one before it stands. Compaction leaves the records of the last commits that it comes to, so
 * this
 * reaches back to the clean point. Immutable; as thread-safe as the log.
 */
public record PastWriters(RedoLog log, long chain, ChainId id) {
    /** Of that chain. */
    public static PastWriters of(RedoLog log, StoredChain chain) {
        return new PastWriters(log, chain.number(), chain.genesis().chainId());
    }

    /**
     * The writer's last commit up to {@code sequence}; nothing if it had none, or that cannot be told any more.
     *
     * @param last the last one that there is
     */
    public Optional<WriterRow> at(long sequence, WriterRow last) {
        if (last.first() <= sequence) {
            return Optional.of(last);
        }
        Optional<CommitRecord> at = log.record(chain, last.first());
        while (at.isPresent() && at.get().first() > sequence) {
            long previous = at.get().previous();
            at = previous == 0 ? Optional.empty() : log.record(chain, previous);
        }
        return at.map(this::row);
    }

    /** The record of the writer's last commit up to {@code sequence}; nothing if it had none. */
    public Optional<CommitRecord> record(long sequence, WriterId writer) {
        return log.writer(chain, writer)
                .flatMap(last -> at(sequence, last))
                .flatMap(last -> log.record(chain, last.first()));
    }

    private WriterRow row(CommitRecord record) {
        return new WriterRow(record.statement().number(), record.first(), record.last(),
                Statement.hash(id, record.statementBytes()));
    }
}
