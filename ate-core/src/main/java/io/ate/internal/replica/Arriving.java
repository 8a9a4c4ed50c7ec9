package io.ate.internal.replica;

import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.KeySource;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way from the server into the view: decoded and checked by whichever thread claims it first, a
 * checker or, where none has come yet, the replica's owner. Thread-safe.
 */
final class Arriving {
    private static final int WAITING = 0;
    private static final int CLAIMED = 1;
    private static final int DONE = 2;

    private final CommitRecord record;
    private final List<Slice> events;
    private final long bytes;
    private final AtomicInteger state;
    private @Nullable CheckedCommit checked;
    private String malformed = "";

    /**
     * A commit as it was streamed.
     *
     * @param bytes of it that are to be allowed anew once it was applied
     */
    Arriving(CommitRecord record, List<Slice> events, long bytes) {
        this.record = record;
        this.events = events;
        this.bytes = bytes;
        this.state = new AtomicInteger(WAITING);
    }

    /** An own commit, which needs no check: its bytes never left. */
    Arriving(CommitRecord record, CheckedCommit own, long bytes) {
        this.record = record;
        this.events = List.of();
        this.bytes = bytes;
        this.checked = own;
        this.state = new AtomicInteger(DONE);
    }

    CommitRecord record() {
        return record;
    }

    long bytes() {
        return bytes;
    }

    /** Decodes and checks the commit unless another thread has begun to. */
    void check(CommitCheck check, KeySource known) {
        if (state.compareAndSet(WAITING, CLAIMED)) {
            try {
                checked = check.check(decode(), known);
            } catch (MalformedException e) {
                malformed = String.valueOf(e.getMessage());
            } finally {
                state.set(DONE);
            }
        }
    }

    boolean isDone() {
        return state.get() == DONE;
    }

    /** The checked commit, or null if its bytes are none; only once {@link #isDone()}. */
    @Nullable
    CheckedCommit checked() {
        return checked;
    }

    /** Why {@link #checked()} is null. */
    String malformed() {
        return malformed;
    }

    private Commit decode() throws MalformedException {
        List<Event> decoded = new ArrayList<>(events.size());
        for (Slice each : events) {
            WireReader in = new WireReader(each);
            decoded.add(Event.read(in));
            in.end();
        }
        return Commit.of(record.statement(), record.statementBytes(), record.signatures(), decoded);
    }
}
