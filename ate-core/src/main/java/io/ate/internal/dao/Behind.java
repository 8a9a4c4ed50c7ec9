package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a commit that changed who reads an object leaves to others right behind it: what somebody else put below the
 * object meanwhile, for its former readers, and what is too long to go with anything else. Immutable.
 *
 * @param since the sequence at which the unit of work stood first: of what came later it may not have known
 * @param inClear whether that commit was to open everything below to everyone
 */
record Behind(PrimaryKey root, long since, boolean inClear) {

    /** Tells whether the object is such a one, and still closed to some of its readers. */
    boolean concerns(Sight sight, ObjectEntry entry, Set<KeyId> held) {
        boolean isDue = isLate(sight, entry)
                // what its result has counted for good is not told again
                || (SealingBelow.isTooLong(sight, entry) && Rights.mayWrite(sight.overlay(), entry, held));
        return isDue && !sight.isOpenToItsReaders(sight.overlay(), entry);
    }

    /** Tells whether it was asked for: what was sealed for some is not opened to everyone else. */
    boolean isAskedFor(Sight sight, ObjectEntry entry) {
        return !sight.isReadByEveryone(entry) || (inClear && !isLate(sight, entry));
    }

    /** What hangs below something that was moved came with that, whatever it has been itself since. */
    private boolean isLate(Sight sight, ObjectEntry entry) {
        @Nullable
        ObjectEntry at = entry;
        while (at != null && !at.key().equals(root) && at.placed() <= since) {
            at = at.parent().isZero() ? null : sight.overlay().entry(at.parent());
        }
        return entry.valued() > since || (at != null && !at.key().equals(root));
    }
}
