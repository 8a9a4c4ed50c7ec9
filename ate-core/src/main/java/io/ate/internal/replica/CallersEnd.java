package io.ate.internal.replica;

import io.ate.internal.wire.Slice;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way back to who waits for a reply here, and how much of it he takes. Thread-safe. When the connection that the
 * request came by is gone, or nobody waits any more, what is said to it is said to nobody.
 */
public final class CallersEnd {
    private final Way way;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long credit;
    private boolean over;

    /** How what is said gets back. */
    public interface Way {
        /** A part of the reply, the last one or not. */
        void reply(long after, Slice part, boolean last);

        /** There is no reply, and comes none. */
        void decline(boolean begun);
    }

    /** @param window how many bytes of a reply he takes before he allows more */
    public CallersEnd(int window, Way way) {
        this.credit = window;
        this.way = way;
    }

    /**
     * Sends a part of the reply. The last one is sent also where nobody waits any more, so that the server knows that
     * there is room here for another request.
     */
    public void reply(long sequence, Slice part, boolean last) {
        lock.lock();
        try {
            credit -= part.length();
            if (over && !last) {
                return;
            }
        } finally {
            lock.unlock();
        }
        way.reply(sequence, part, last);
    }

    /** Tells the server that the request is not begun here, and not going to be. */
    public void decline() {
        way.decline(false);
    }

    /** Tells the server that the request was begun, and that no reply comes. */
    public void giveUp() {
        way.decline(true);
    }

    /**
     * Waits until the caller takes more.
     *
     * @return false if nobody waits any more
     */
    public boolean awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && credit <= 0) {
                changed.await(1, TimeUnit.DAYS);
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** The caller takes so many bytes more. */
    void allow(int bytes) {
        lock.lock();
        try {
            credit += bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any more. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
