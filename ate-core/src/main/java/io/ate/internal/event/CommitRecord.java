package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;

/**
 * A commit without its events, plus what the server added when it admitted it: how it is kept in the log and streamed.
 * Immutable and thread-safe.
 *
 * <p>
 * Layout: {@code u64 first ‖ u64 time ‖ u64 previous ‖ u32 length ‖ statement ‖ signatures}.
 *
 * @param first sequence of the commit's first event
 * @param time the server's clock in milliseconds since 1970 when it admitted the commit
 * @param previous first sequence of the writer's previous commit, or 0
 */
public record CommitRecord(long first, long time, long previous, Statement statement, Slice statementBytes,
        List<CommitSignature> signatures) {

    public CommitRecord {
        signatures = List.copyOf(signatures);
    }

    /** The record of a commit that was admitted. */
    public static CommitRecord of(Commit commit, long first, long time, long previous) {
        return new CommitRecord(first, time, previous, commit.statement(), commit.statementBytes(),
                commit.signatures());
    }

    /** Sequence of the commit's last event. */
    public long last() {
        return first + statement.count() - 1;
    }

    public Slice encode() {
        WireWriter out = new WireWriter(64 + statementBytes.length() + 4096 * signatures.size());
        out.u64(first).u64(time).u64(previous).slice32(statementBytes);
        CommitSignature.writeAll(out, signatures);
        return out.toSlice();
    }

    /**
     * The time of an encoded record, without decoding all of it.
     *
     * @throws MalformedException if there is none
     */
    public static long time(Slice encoded) throws MalformedException {
        WireReader in = new WireReader(encoded);
        var _ = in.u64();
        return in.u64();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static CommitRecord decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        long first = in.u64();
        long time = in.u64();
        long previous = in.u64();
        Slice statementBytes = in.slice32(Bounds.COMMIT);
        Statement statement = Statement.decode(statementBytes);
        List<CommitSignature> signatures = CommitSignature.readAll(in, statement.keys().size());
        in.end();
        if (first < 1 || previous >= first || first > Long.MAX_VALUE - statement.count()) {
            throw new MalformedException("a commit's sequences rise from 1");
        }
        return new CommitRecord(first, time, previous, statement, statementBytes, signatures);
    }
}
