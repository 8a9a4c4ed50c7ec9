package io.ate.internal.replica;

import io.ate.internal.tree.RootAt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far a chain is known without its history: the last tree that was verified, by a head that the server has signed
 * or by the proof that an own commit is stored. What is shown from then on goes on from it. Thread-safe.
 */
final class Reach {
    private final AtomicReference<RootAt> verified = new AtomicReference<>(RootAt.EMPTY);

    RootAt now() {
        return verified.get();
    }

    /** An earlier run has verified that head: nothing stands that does not go on from there. */
    void remembered(RootAt head) {
        verified.set(head);
    }

    /**
     * A head has been verified that goes on from {@code known}. Tells whether it stands: not if another one has been
     * verified meanwhile, with which nobody has compared this one. The same head once more is none.
     */
    boolean verified(RootAt known, RootAt head) {
        for (;;) {
            RootAt now = verified.get();
            boolean isBegun = now.size() > 0; // every head goes on from nothing
            if (isBegun && !now.equals(known) && !now.equals(head)) {
                return false;
            }
            if (verified.compareAndSet(now, head)) {
                return true;
            }
        }
    }
}
