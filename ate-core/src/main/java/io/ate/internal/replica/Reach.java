package io.ate.internal.replica;

import io.ate.internal.tree.RootAt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far a chain is known without its history: to the last head that was verified, and beyond that to the last own
 * commit that the server says it has stored. Thread-safe.
 */
final class Reach {
    private final AtomicReference<Mark> mark = new AtomicReference<>(new Mark(RootAt.EMPTY, 0));

    /**
     * How far it was known at one moment.
     *
     * @param verified the last head that was verified: what is shown from then on goes on from it
     * @param acknowledged the sequence of the last event that the server said is stored: what it is asked for from then
     * on it shows with that
     */
    record Mark(RootAt verified, long acknowledged) {
        /** The sequence up to which the chain is known. */
        long sequence() {
            return Math.max(verified.size(), acknowledged);
        }
    }

    Mark now() {
        return mark.get();
    }

    /** The server says that an own commit is stored up to that sequence. */
    void acknowledged(long last) {
        mark.updateAndGet(now -> new Mark(now.verified, Math.max(now.acknowledged, last)));
    }

    /** An earlier run has verified that head: nothing stands that does not go on from there. */
    void remembered(RootAt head) {
        mark.updateAndGet(now -> new Mark(head, now.acknowledged));
    }

    /**
     * A head has been verified that goes on from {@code known}. Tells whether it stands: not if another one has been
     * verified meanwhile, with which nobody has compared this one. The same head once more is none.
     */
    boolean verified(RootAt known, RootAt head) {
        for (;;) {
            Mark now = mark.get();
            boolean isBegun = now.verified.size() > 0; // every head goes on from nothing
            if (isBegun && !now.verified.equals(known) && !now.verified.equals(head)) {
                return false;
            }
            if (mark.compareAndSet(now, new Mark(head, now.acknowledged))) {
                return true;
            }
        }
    }
}
