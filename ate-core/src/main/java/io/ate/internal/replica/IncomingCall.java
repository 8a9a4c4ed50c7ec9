package io.ate.internal.replica;

import io.ate.internal.wire.Slice;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A request that came for one who serves here, and the way back to who waits for the reply. Thread-safe. When the
 * connection it came by is gone, or nobody waits any more, what is said to it is said to nobody.
 */
public final class IncomingCall {
    private final Slice said;
    private final long after;
    private final int patience;
    private final Way way;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long credit;
    private boolean over;
    private Runnable whenOver = () -> {
        // nobody asked yet
    };

    /** How what is said gets back. */
    public interface Way {
        /** A part of the reply, the last one or not. */
        void reply(long after, Slice part, boolean last);

        /** There is no reply, and comes none. */
        void decline(boolean begun);
    }

    public IncomingCall(Slice said, long after, int patience, int window, Way way) {
        this.said = said;
        this.after = after;
        this.patience = patience;
        this.credit = window;
        this.way = way;
    }

    /** The request, which nobody has looked at yet. */
    public Slice said() {
        return said;
    }

    /** The sequence that its caller had applied, as he says. */
    public long after() {
        return after;
    }

    /** Milliseconds that somebody waits, as the server says. */
    public int patience() {
        return patience;
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

    /** Has {@code told} run once nobody waits any more; at once if that is so. */
    public void whenOver(Runnable told) {
        boolean now;
        lock.lock();
        try {
            whenOver = told;
            now = over;
        } finally {
            lock.unlock();
        }
        if (now) {
            told.run();
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
        Runnable told;
        lock.lock();
        try {
            over = true;
            changed.signalAll();
            told = whenOver;
        } finally {
            lock.unlock();
        }
        told.run();
    }
}
