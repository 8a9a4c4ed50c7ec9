package io.ate.internal.bus;

import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.replica.Deadline;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that was sealed again for other readers, as its writer says: no change for who could read it before, and one
 * for who can only now. What he says of the value is looked at, since he might have changed it unseen: compaction
 * leaves
 * the former one as long as the object has this one. Immutable.
 *
 * @param own what its writer has committed before
 * @param sequence of the event
 * @param deadline for what has to be fetched
 */
record SealedAgain(PastValues values, OwnBefore own, Event event, long sequence, Deadline deadline) {

    /** So many events of the object are looked through for the one that brought the value before. */
    private static final int FAR = 64;

    /** An event of the object. */
    private record Former(Event event, long sequence) {}

    /**
     * Tells whether the session was told the value when it came to the event that brought it before.
     *
     * @throws io.ate.ChainUnavailableException if that takes values that do not come before the deadline
     */
    boolean isKnown() {
        Former written = written();
        Former former = written != null && values.opens(written.event) ? written : former();
        if (former == null) {
            return false; // who seals a value again names the one that he has read: else anything could be kept unseen
        }
        if (!values.opens(event)) {
            return true; // it says no more than what he was told before
        }
        return values.opens(former.event) && isUnchanged(former);
    }

    private boolean isUnchanged(Former former) {
        return values.isCompacted(event, sequence, deadline)
                || values.isCompacted(former.event, former.sequence, deadline) || isSame(former);
    }

    private boolean isSame(Former former) {
        try {
            return values.isSame(former.event, former.sequence, event, sequence, deadline);
        } catch (CorruptionException e) {
            return false; // whoever asks for the value is told
        } catch (CompactedException e) {
            return true; // just now
        }
    }

    /** The event that its writer gave the value with, if the object has it still. */
    private @Nullable Former written() {
        OptionalLong written = values.writtenAt(event.facts().key(), sequence);
        return written.isPresent() ? new Former(values.header(written.getAsLong()), written.getAsLong()) : null;
    }

    /** The newest event before this one that brought a value; null if it is not to be found nearby. */
    private @Nullable Former former() {
        @Nullable
        Former at = new Former(event, sequence);
        for (int steps = 0; steps < FAR; steps++) {
            at = before(at);
            if (at == null || at.event.facts().payload() != null) {
                return at;
            }
        }
        return null;
    }

    /** The event of the object that was the newest when that one was made, by its condition. */
    private @Nullable Former before(Former at) {
        long before = switch (at.event.facts().condition()) {
            case Condition.AtVersion(long version) -> version;
            case Condition.AtOwn(long number) -> own.find(number, event.facts().key()).orElse(0);
            default -> 0;
        };
        if (before < 1 || before >= at.sequence) {
            return null;
        }
        Event header = values.header(before);
        return header.facts().key().equals(event.facts().key()) ? new Former(header, before) : null;
    }
}
