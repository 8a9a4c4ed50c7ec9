package io.ate.internal.compaction;

import io.ate.internal.event.Facts;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.Place;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;

/**
 * Says which events have to stay so that nothing is lost but what was: whoever folds them alone has every object as it
 * is now, and judges each of them by the rules that were in force when it was written, wherever its object was then.
 * Immutable; as thread-safe as the snapshot.
 *
 * <p>
 * Who has the chain up to some sequence after {@code mark}, and takes them in from there on, has that as well: so the
 * ends of objects stay for so long, and what put objects where they ended together with others. That they began stays
 * known for so long, too, so that who follows what is there is told of the end wherever he follows it.
 *
 * <p>
 * That takes, of an object that lives, the newest event; those that gave it its value, and vouch for its place; and in
 * any case that it was born, and every event that moved it or set rules, since they say what rights others had. Of what
 * is gone it takes nothing, unless something was moved away from below it and may live elsewhere.
 *
 * <p>
 * What may go once may go from then on: no later event makes an old one needed again.
 *
 * @param now a state that knows the events which it is asked of
 * @param mark who knows the chain up to there, and no further, does not come back any more
 */
record Survivors(Snapshot now, long mark) {
    /** How much of an event has to stay. */
    enum Needed {
        ALL,
        /** That an object began with it. */
        BIRTH,
        NOTHING
    }

    /**
     * How much of that event has to stay.
     *
     * @param signed whether somebody signed its commit, as whoever moves something does
     */
    Needed of(StoredEvent stored, boolean signed) {
        Facts facts = stored.event().facts();
        return switch (facts.kind()) {
            case KEY -> Needed.ALL;
            case DELETE -> allIf(stored.sequence() > mark || now.isOrigin(facts.key(), stored.sequence()));
            case PUT -> facts.key().isZero() ? Needed.ALL : ofPut(facts, stored.sequence(), signed);
            case ERASE, EPHEMERAL -> throw new IllegalStateException("no event of kind " + facts.kind() + " is stored");
        };
    }

    /** Tells whether it still has to be known that an object began so. */
    boolean needBirth(GoneBirth birth) {
        ObjectEntry entry = now.entry(birth.key());
        if (now.isOrigin(birth.key(), birth.sequence())) {
            return true;
        }
        boolean isOfThisLife = entry != null && !Superseded.isGone(now, entry) && entry.born() == birth.sequence();
        return isOfThisLife || (birth.sequence() > mark && !birth.key().isDerived());
    }

    private static Needed allIf(boolean needed) {
        return needed ? Needed.ALL : Needed.NOTHING;
    }

    private Needed ofPut(Facts facts, long sequence, boolean signed) {
        ObjectEntry entry = now.entry(facts.key());
        if (entry == null || sequence < entry.born() || Superseded.isGone(now, entry)) {
            return ofGone(facts, sequence, signed);
        }
        if (facts.rules() != null || sequence == entry.version() || sequence == entry.valued()
                || sequence == entry.written() || sequence == entry.vouching()) {
            return Needed.ALL;
        }
        return sequence == entry.born() ? isRecorded(facts) ? Needed.ALL : Needed.BIRTH : allIf(mayMove(facts));
    }

    /**
     * Of what has ended lately, and had no name, all is known by which the ends of others were judged, and that it
     * began: that a newcomer does not know it at all, and so does not judge it, goes for the rest.
     */
    private Needed ofGone(Facts facts, long sequence, boolean signed) {
        boolean saysWhere = !(facts.place() instanceof Place.Stays);
        boolean mayMatter = saysWhere || facts.rules() != null;
        boolean isLate = sequence > mark && !facts.key().isDerived();
        if (!mayMatter || !(isLate || now.isOrigin(facts.key(), sequence))) {
            return Needed.NOTHING;
        }
        boolean isOnlyBegun = isLate && !signed && facts.rules() == null && !now.isOrigin(facts.key(), sequence);
        return isOnlyBegun ? Needed.BIRTH : Needed.ALL;
    }

    /** Tells whether the event may be one of a stream, which is compared with what its object has later. */
    private static boolean isRecorded(Facts facts) {
        return facts.tag() != null && facts.place() instanceof Place.Under;
    }

    /** What has a name says in each event where it is, and is never moved. */
    private static boolean mayMove(Facts facts) {
        return !facts.key().isDerived() && !(facts.place() instanceof Place.Stays);
    }
}
