package io.ate.internal.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open snapshots of a view, oldest first, and the entries that were replaced while they were open. Guarded by the
 * view's lock.
 */
final class Snapshots {
    /** Replaced entries that are kept for open snapshots; with more, the oldest snapshots expire. */
    static final int RETAINED = 100_000;

    private final Deque<Snapshot> open = new ArrayDeque<>();
    private final Deque<ObjectEntry> retaining = new ArrayDeque<>();
    private final Consumer<ObjectEntry> invisible;
    /** The one that does not expire, nor do those of the same state. */
    private @Nullable Snapshot held;

    /** @param invisible is told of deleted entries that no snapshot sees any more */
    Snapshots(Consumer<ObjectEntry> invisible) {
        this.invisible = invisible;
    }

    boolean areNone() {
        return open.isEmpty();
    }

    /** Tells whether a snapshot is open of a state before {@code sequence}. */
    boolean reachBelow(long sequence) {
        Snapshot oldest = open.peekFirst();
        return oldest != null && oldest.sequence() < sequence;
    }

    Snapshot open(View view, long sequence) {
        Snapshot snapshot = new Snapshot(view, sequence);
        open.addLast(snapshot);
        return snapshot;
    }

    /** One more of the oldest state that is open; of the present one if none is. */
    Snapshot openOldest(View view, long present) {
        Snapshot oldest = open.peekFirst();
        if (oldest == null) {
            return open(view, present);
        }
        Snapshot snapshot = new Snapshot(view, oldest.sequence());
        open.addFirst(snapshot);
        return snapshot;
    }

    /** Opens one that stays as long as it takes. */
    Snapshot hold(View view, long sequence) {
        Snapshot snapshot = open(view, sequence);
        held = snapshot;
        return snapshot;
    }

    /** It is not held any more. */
    void release(Snapshot snapshot) {
        held = null;
        close(snapshot);
    }

    void close(Snapshot snapshot) {
        if (open.remove(snapshot)) {
            release();
        }
    }

    /**
     * Keeps {@code before} reachable from the entry that replaces it while a snapshot is open; tells whether one still
     * is.
     */
    boolean retain(ObjectEntry entry, @Nullable ObjectEntry before) {
        entry.replaces(before);
        retaining.addLast(entry);
        while (retaining.size() > RETAINED && mayExpire()) {
            open.removeFirst().expire();
            release();
        }
        return !open.isEmpty();
    }

    private boolean mayExpire() {
        Snapshot oldest = open.peekFirst();
        return oldest != null && (held == null || oldest.sequence() < held.sequence());
    }

    private void release() {
        Snapshot oldest = open.peekFirst();
        long needed = oldest == null ? Long.MAX_VALUE : oldest.sequence();
        for (ObjectEntry entry = retaining.peekFirst(); entry != null
                && entry.version() <= needed; entry = retaining.peekFirst()) {
            retaining.removeFirst();
            entry.forgetOlder();
            if (entry.isDeleted()) {
                invisible.accept(entry);
            }
        }
    }
}
