package io.ate.internal.sequence;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the {@link Tail}s of all chains of a server share. Without a common bound, who opens many chains and
 * writes to each would fill the heap with what is durable already. Thread-safe.
 */
public final class TailRoom {
    private final long bound;
    private final AtomicLong taken = new AtomicLong();

    /** @param bound about how many bytes all tails keep together */
    public TailRoom(long bound) {
        this.bound = bound;
    }

    /** Takes so many bytes more, or gives them back if they are less than none. */
    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    /** Tells whether more is taken than there is. */
    boolean isExceeded() {
        return taken.get() > bound;
    }

    /** Tells whether so much is taken that those who keep much should give some back before others need it. */
    boolean isScarce() {
        return taken.get() > bound - bound / 4;
    }
}
