package io.ate.internal.dao;

import io.ate.PrimaryKey;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through one collection of one object, in order, as a unit of work sees it, without copying it: what the chain
 * has is read a stretch at a time. What the unit of work puts there afterwards is not met, so that who adds while he
 * reads comes to an end; what it takes away is passed over. Confined to the unit of work's thread.
 */
final class ChildIterator implements Iterator<ObjectEntry> {
    private static final int FIRST_STRETCH = 32;
    private static final int LONGEST_STRETCH = 1024;

    private final Overlay overlay;
    private final Standpoint standpoint;
    private final PrimaryKey parent;
    private final String collection;
    private final Iterator<ObjectState> put;
    private final Deque<ObjectEntry> read = new ArrayDeque<>(FIRST_STRETCH);
    private int stretch = FIRST_STRETCH;
    private long position;
    private boolean allRead;
    private @Nullable ObjectEntry next;

    /** @param start the place after which it begins */
    ChildIterator(Overlay overlay, Standpoint standpoint, PrimaryKey parent, String collection, Start start) {
        this.overlay = overlay;
        this.standpoint = standpoint;
        this.parent = parent;
        this.collection = collection;
        ObjectState above = overlay.touched(parent);
        this.put = overlay.putIn(parent, collection).iterator();
        this.position = start.placed;
        this.allRead = start.put != null || (above != null && above.isBorn());
        while (start.put != null && put.hasNext() && !put.next().key().equals(start.put)) {
            // Those before it were met.
        }
    }

    /**
     * A place in a collection.
     *
     * @param placed of the child before it, as the chain has it; 0 at the beginning
     * @param put the child before it, where that is one that the unit of work put there itself
     */
    record Start(long placed, @Nullable PrimaryKey put) {
        static final Start FIRST = new Start(0, null);
    }

    @Override
    public boolean hasNext() {
        while (next == null || !isHere(next)) {
            next = following();
            if (next == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ObjectEntry next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("there are no more children");
        }
        ObjectEntry here = next;
        next = null;
        return here;
    }

    private @Nullable ObjectEntry following() {
        if (read.isEmpty() && !allRead) {
            read();
        }
        ObjectEntry child = read.poll();
        return child != null ? child : put.hasNext() ? put.next().entry() : null;
    }

    private void read() {
        allRead = standpoint.children(parent, collection, position, child -> {
            read.add(child);
            position = child.placed();
            return read.size() < stretch;
        });
        stretch = Math.min(stretch * 2, LONGEST_STRETCH);
    }

    private boolean isHere(ObjectEntry child) {
        ObjectState state = overlay.touched(child.key());
        return state == null ? !child.isPublishedKey()
                : !state.isDeleted() && state.entry().isIn(parent, collection)
                        && state.isPutIn(parent, collection) == child.isUnsent();
    }
}
