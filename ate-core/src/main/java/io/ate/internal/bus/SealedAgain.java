package io.ate.internal.bus;

import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Event;
import io.ate.internal.replica.Deadline;
import io.ate.internal.view.ObjectEntry;

/**
 * A value that was sealed again for other readers, as its writer says: no change for who could read it before, and one
 * for who can only now. What he says of the value is looked at, since he might have changed it unseen: compaction
 * leaves the former one as long as the object has this one. Immutable.
 *
 * @param event that sealed it again
 * @param left what the event left the object as
 * @param before what the object was until then
 * @param deadline for what has to be fetched
 */
record SealedAgain(PastValues values, Event event, ObjectEntry left, ObjectEntry before, Deadline deadline) {

    /** An event that carried the value before. */
    private record Former(Event event, long sequence) {}

    /**
     * Tells whether the session was told the value when it came to an event that brought it before: the one that its
     * writer gave it with, or the last one that sealed it again.
     *
     * @throws io.ate.ChainUnavailableException if that takes values that do not come before the deadline
     */
    boolean isKnown() {
        try {
            return isToldBefore();
        } catch (CompactedException _) { // the one before is gone as a whole, which none is whose value is present
            return true;
        }
    }

    private boolean isToldBefore() {
        Former written = at(left.written());
        Former former = values.opens(written.event) ? written : at(before.valued());
        if (!values.opens(event)) {
            return true; // it says no more than what he was told before
        }
        return values.opens(former.event) && isUnchanged(former);
    }

    private Former at(long sequence) {
        return new Former(values.header(sequence), sequence);
    }

    private boolean isUnchanged(Former former) {
        return values.isCompacted(event, left.version(), deadline)
                || values.isCompacted(former.event, former.sequence, deadline) || isSame(former);
    }

    private boolean isSame(Former former) {
        try {
            return values.isSame(former.event, former.sequence, event, left.version(), deadline);
        } catch (CorruptionException e) {
            return false; // whoever asks for the value is told
        } catch (CompactedException e) {
            return true; // just now
        }
    }
}
