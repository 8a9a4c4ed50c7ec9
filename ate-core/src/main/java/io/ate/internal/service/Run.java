package io.ate.internal.service;

import io.ate.PrimaryKey;
import io.ate.internal.replica.CallersEnd;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What becomes of one request at one program that serves: the parts of its reply, and the way that they go. A caller
 * who comes back over another connection is sent them again from the first, as long as they are kept. Thread-safe.
 */
final class Run {
    /** So many bytes of a reply of several parts are kept. */
    private static final long KEPT = 64 << 10;

    private final PrimaryKey id;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Part> parts = new ArrayList<>(1);
    private CallersEnd caller;
    private long bytes;
    private boolean forgotten;

    private record Part(long after, Slice said, boolean last) {}

    /** @param id random, and in each part of the reply: parts of two runs do not fit together */
    Run(PrimaryKey id, CallersEnd caller) {
        this.id = id;
        this.caller = caller;
    }

    PrimaryKey id() {
        return id;
    }

    /** Where parts go now. */
    CallersEnd caller() {
        lock.lock();
        try {
            return caller;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a part of the reply. */
    void say(long after, Slice said, boolean last) {
        lock.lock();
        try {
            bytes += said.length();
            forgotten |= bytes > KEPT && !(last && parts.isEmpty());
            if (forgotten) {
                parts.clear();
            } else {
                parts.add(new Part(after, said, last));
            }
            caller.reply(after, said, last);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The caller is there again, over {@code other}: he gets what there is of the reply, and what comes.
     *
     * @return false if a part of it is not kept any more
     */
    boolean follow(CallersEnd other) {
        lock.lock();
        try {
            if (forgotten) {
                return false;
            }
            CallersEnd before = caller;
            caller = other;
            if (before != other) {
                before.decline(); // the server has forgotten it, too
            }
            parts.forEach(each -> other.reply(each.after, each.said, each.last));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes are kept. */
    long keptBytes() {
        lock.lock();
        try {
            return forgotten ? 0 : bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps nothing of the reply any longer. */
    void forget() {
        lock.lock();
        try {
            forgotten = true;
            parts.clear();
        } finally {
            lock.unlock();
        }
    }
}
