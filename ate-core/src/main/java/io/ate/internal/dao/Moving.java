package io.ate.internal.dao;

import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * Moves objects within a unit of work, where the chain would admit it as it is known here. So of a move that is refused
 * because of where things are it is clear that they are elsewhere by now, and its body is run again.
 */
record Moving(Overlay overlay) {

    /** Puts {@code moved} at the end of {@code collection} of {@code parent}; nothing happens if it is there. */
    void move(ObjectState moved, PrimaryKey parent, String collection) {
        if (moved.entry().isIn(parent, collection)) {
            return;
        }
        ObjectEntry above = overlay.live(parent);
        if (above == null) {
            throw new NoSuchObjectException("there is no object " + parent + " any more to move something below",
                    parent);
        }
        if (moved.key().isDerived()) {
            throw new IllegalStateException("object " + moved.key() + " has a name, which binds it to its place: store "
                    + "it anew elsewhere, and delete this one");
        }
        demandReachable(moved.key(), above);
        demandSameReaders(moved.entry(), moved.entry().movedTo(parent, collection));
        moved.move(parent, collection);
        overlay.putLast(moved);
    }

    private void demandReachable(PrimaryKey moved, ObjectEntry above) {
        int height = 0;
        @Nullable
        ObjectEntry at = above;
        while (at != null && !at.key().isZero()) {
            if (at.key().equals(moved)) {
                throw new IllegalStateException("object " + moved + " would hang below itself");
            }
            height++;
            at = overlay.entry(at.parent());
        }
        if (height >= ChainState.DEPTH) {
            throw new IllegalStateException("objects hang at most " + ChainState.DEPTH + " deep, and " + moved
                    + " would hang deeper");
        }
    }

    private void demandSameReaders(ObjectEntry before, ObjectEntry after) {
        if (!Rights.reading(overlay, before).opensLike(Rights.reading(overlay, after))) {
            throw new IllegalStateException("others read where object " + before.key() + " is to go than where it is: "
                    + "store it anew there and delete this one, or give it readers of its own first");
        }
    }
}
