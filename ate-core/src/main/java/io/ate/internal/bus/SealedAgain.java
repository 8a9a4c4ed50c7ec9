package io.ate.internal.bus;

import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.PrimaryKey;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.replica.Replica.Applied;
import org.jspecify.annotations.Nullable;

/**
 * A value that was sealed again for other readers, as its writer says: no change for who could read it before, and one
 * for who can only now. What he says of the value is looked at where that is possible, since he might have changed it
 * unseen. Immutable.
 *
 * @param commit which the event is of
 * @param sequence of the event
 */
record SealedAgain(PastValues values, Applied commit, Event event, long sequence) {

    /** So many commits, or events of the object, are looked through for the one that brought the value before. */
    private static final int FAR = 64;

    /** An event of the object, and the commit that it is of where that had to be looked for. */
    private record Former(Event event, long sequence, @Nullable Applied commit) {}

    /** Tells whether the session was told the value when it came to the event that brought it before. */
    boolean isKnown() {
        Former former = former();
        if (former == null) {
            return false; // who seals a value again names the one that he has read: else anything could be kept unseen
        }
        if (!values.opens(former.event)) {
            return !values.opens(event);
        }
        return !values.opens(event) || values.isCompacted(event, sequence)
                || values.isCompacted(former.event, former.sequence) || isSame(former);
    }

    private boolean isSame(Former former) {
        try {
            return values.isSame(former.event, former.sequence, event, sequence);
        } catch (CorruptionException e) {
            return false; // whoever asks for the value is told
        } catch (CompactedException e) {
            return true; // just now
        }
    }

    /** The newest event before this one that brought a value; null if it is not to be found nearby. */
    private @Nullable Former former() {
        @Nullable
        Former at = new Former(event, sequence, commit);
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
        return switch (at.event.facts().condition()) {
            case Condition.AtVersion(long version) when version > 0 && version < at.sequence -> {
                Event header = values.header(version);
                yield header.facts().key().equals(event.facts().key()) ? new Former(header, version, null) : null;
            }
            case Condition.AtOwn(long number) when at.commit != null -> own(at.commit, number);
            default -> null;
        };
    }

    private @Nullable Former own(Applied later, long number) {
        Applied at = later;
        for (int steps = 0; steps < FAR && at.record().previous() > 0; steps++) {
            at = values.commit(at.record().previous());
            if (at.record().statement().number() == number) {
                return in(at, event.facts().key());
            }
        }
        return null;
    }

    private static @Nullable Former in(Applied commit, PrimaryKey object) {
        for (int i = 0; i < commit.events().size(); i++) {
            Event event = commit.events().get(i);
            if (event.facts().key().equals(object)) {
                return new Former(event, commit.record().first() + i, commit);
            }
        }
        return null;
    }
}
