package io.ate.internal.dao;

import io.ate.CommitId;
import io.ate.PrimaryKey;
import io.ate.internal.event.NameTag;
import io.ate.internal.view.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work has made of one object, once it has ended: what it takes to draw up its commit anew without
 * asking it. Immutable; refers to nothing that is open.
 *
 * @param before the object as the chain had it, or null if it is new
 * @param entry as the unit of work left it
 * @param value that the commit carries, or null if it carries none
 * @param deleted whether the unit of work ended it
 * @param demanded whether the commit relies on all of the object, where it is and which rules it has, too
 * @param rules that the commit sets, or null where it leaves them
 * @param below the own commit without an answer that began what this was put below, or null if there is none to name
 */
record Touched(@Nullable ObjectEntry before, ObjectEntry entry, @Nullable NameTag tag, @Nullable Plaintext value,
        Expectation expectation, boolean deleted, boolean demanded, @Nullable NewRules rules,
        @Nullable CommitId below) {

    PrimaryKey key() {
        return entry.key();
    }

    boolean isBorn() {
        return before == null;
    }

    /** Tells whether the commit puts an object that exists elsewhere than it is. */
    boolean isMoved() {
        return before != null && !deleted && !before.isIn(entry.parent(), entry.collection());
    }

    /** Tells whether the object is changed whatever others have made of it. */
    boolean isOverwritten() {
        return expectation == Expectation.ANYTHING;
    }

    /** Tells whether the commit relies on all of the object, which it has not made itself. */
    boolean isReliedOn() {
        return demanded && before != null;
    }
}
