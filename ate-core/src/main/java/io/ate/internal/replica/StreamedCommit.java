package io.ate.internal.replica;

import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.ClaimedCheck;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.KeySource;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way from the server into the view, at the sequence that the server gave it: decoded and checked once,
 * by whichever thread comes first. Thread-safe.
 */
final class StreamedCommit {
    private final CommitRecord record;
    private final long first;
    private final List<StreamedEvent> events;
    private final int payloadLimit;
    private final long bytes;
    private final ClaimedCheck check;
    private String malformed = "";

    /**
     * A commit as it was streamed, or what is left of it in a row.
     *
     * @param first the sequence of the first of these events
     * @param payloadLimit payloads of more bytes than that are left out
     * @param bytes of it that are to be allowed anew once it was applied
     */
    StreamedCommit(CommitRecord record, long first, List<StreamedEvent> events, int payloadLimit, long bytes) {
        this.record = record;
        this.first = first;
        this.events = events;
        this.payloadLimit = payloadLimit;
        this.bytes = bytes;
        this.check = new ClaimedCheck();
    }

    /** An own commit, which needs no check: its bytes never left. */
    StreamedCommit(CommitRecord record, CheckedCommit own, long bytes) {
        this.record = record;
        this.first = record.first();
        this.events = List.of();
        this.payloadLimit = 0;
        this.bytes = bytes;
        this.check = new ClaimedCheck(own);
    }

    CommitRecord record() {
        return record;
    }

    /** The sequence of its first event that is here. */
    long first() {
        return first;
    }

    /** Tells whether all of the commit is here. */
    boolean isWhole() {
        return events.isEmpty() || events.size() == record.statement().count();
    }

    /** Tells whether compaction has removed some of it: events, or values. */
    boolean isLeft() {
        return !isWhole() || events.stream().anyMatch(each -> each.payload() == StreamedEvent.Payload.COMPACTED);
    }

    long bytes() {
        return bytes;
    }

    /** Decodes and checks the commit unless another thread has begun to. */
    void check(CommitCheck how, KeySource known) {
        if (!check.claim()) {
            return;
        }
        CheckedCommit checked = null;
        try {
            checked = isWhole() ? how.check(decode(), known) : how.checkPart(decode(), known);
        } catch (MalformedException e) {
            malformed = String.valueOf(e.getMessage());
        } finally {
            check.finish(checked);
        }
    }

    boolean isDone() {
        return check.isDone();
    }

    /** The checked commit, or null if its bytes are none; only once {@link #isDone()}. */
    @Nullable
    CheckedCommit checked() {
        return check.checked();
    }

    /** Why {@link #checked()} is null. */
    String malformed() {
        return malformed;
    }

    private Commit decode() throws MalformedException {
        List<Event> decoded = new ArrayList<>(events.size());
        for (StreamedEvent each : events) {
            decoded.add(each.decode(payloadLimit));
        }
        return isWhole()
                ? Commit.of(record.statement(), record.statementBytes(), record.signatures(), decoded)
                : Commit.ofSome(record.statement(), record.statementBytes(), record.signatures(), decoded);
    }
}
