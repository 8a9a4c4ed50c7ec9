package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.Reason;
import io.ate.internal.event.Event;
import io.ate.internal.lock.LockDesk;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.sequence.Serial;
import io.ate.internal.trust.Fences;
import java.util.List;
import java.util.Set;

/**
 * Where the locks of a hosted chain are asked for: takes requests to the chain's owner, in turn with everything else
 * that it does. What is asked for may be called by any thread, and the rest by the owner alone.
 */
final class ChainLocks {
    private final Serial owner;
    private final Surroundings surroundings;
    private final LockDesk desk;

    /** The chain to which they belong. */
    interface Surroundings {
        boolean isDropped();

        /** Locks have been given or taken back: the chain may be idle now. Run by the owner. */
        void changed();
    }

    /** @param desk makes one, given what is to be run when time has passed that somebody waited for */
    ChainLocks(Serial owner, Surroundings surroundings, Desks desk) {
        this.owner = owner;
        this.surroundings = surroundings;
        this.desk = desk.make(() -> owner.execute(this::due));
    }

    /** Makes the desk at which they are given. */
    @FunctionalInterface
    interface Desks {
        LockDesk make(Runnable due);
    }

    Fences fences() {
        return desk;
    }

    /** Takes a wish for a lock; what its sender committed before may still wait to be judged. */
    void lock(LockRequest request, Set<KeyId> proven, LockSource source) {
        atDesk(source, () -> desk.lock(request, proven, source));
    }

    /** Takes a lock back, or a wish for one. */
    void unlock(Unlock request, Set<KeyId> proven, LockSource source) {
        atDesk(source, () -> desk.unlock(request, proven, source));
    }

    /**
     * Nothing reaches that subscription any more: it waits for no lock. What it holds it holds until the lease ends.
     */
    void closed(Subscription ended) {
        owner.here(() -> {
            desk.closed(ended);
            surroundings.changed();
        });
    }

    private void atDesk(LockSource source, Runnable task) {
        owner.here(() -> {
            if (surroundings.isDropped()) {
                source.answer(new Rejected(source.channel(), source.request(), Reason.NO_SUCH_CHAIN, null,
                        "the chain was dropped"));
            } else {
                task.run();
                surroundings.changed();
            }
        });
    }

    private void due() {
        desk.due();
        surroundings.changed();
    }

    /** How many are held; any thread may ask. */
    int held() {
        return desk.held();
    }

    /** How many wishes wait; any thread may ask. */
    int awaited() {
        return desk.awaited();
    }

    // --- the owner's

    boolean areNone() {
        return desk.isEmpty();
    }

    /** These events have taken effect. */
    void published(List<Event> events) {
        desk.published(events);
    }

    /** The chain goes from memory. */
    void close() {
        desk.close();
    }
}
