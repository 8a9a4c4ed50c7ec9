package io.ate.internal.view;

import io.ate.PrimaryKey;
import io.ate.internal.event.Facts;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import org.jspecify.annotations.Nullable;

/**
 * Says what one event does to the one object that it names. The event has been admitted: nothing is checked here, so
 * that replaying a log that was checked on arrival costs no more than this. Confined to one thread.
 */
public final class Fold {
    private final Names names = new Names();

    /**
     * The state of the object from this event on.
     *
     * @param live the object's state before the event, or null if it did not exist
     * @param ring the ring beside the event, or null if there is none
     * @param sequence of the event
     */
    public ObjectEntry next(@Nullable ObjectEntry live, Facts facts, @Nullable KeyRing ring, long sequence) {
        return switch (facts.kind()) {
            case PUT -> facts.key().isZero() ? zero(live, facts, ring, sequence)
                    : live == null ? birth(facts, ring, sequence)
                    : change(live, facts, ring, sequence);
            case KEY -> new ObjectEntry(facts.key(), PrimaryKey.ZERO, "", "", null, sequence,
                    live == null ? sequence : live.born(), live == null ? sequence : live.placed(), sequence, sequence,
                    sequence, false);
            case DELETE -> end(live, facts.key(), sequence);
            case ERASE, EPHEMERAL -> throw new IllegalStateException(facts.kind() + " has no effect on a view");
        };
    }

    private static ObjectEntry zero(@Nullable ObjectEntry live, Facts facts, @Nullable KeyRing ring, long sequence) {
        RuleEntry rules = rulesAfter(live == null ? null : live.rules(), facts, ring, sequence);
        if (rules == null || facts.rules() == null) {
            throw new IllegalStateException("an event of object zero sets its rules");
        }
        return ObjectEntry.zero(rules, sequence);
    }

    private ObjectEntry birth(Facts facts, @Nullable KeyRing ring, long sequence) {
        return new ObjectEntry(facts.key(), parentOf(facts.place()), names.share(collectionOf(facts.place())),
                names.share(facts.type()), rulesAfter(null, facts, ring, sequence), sequence, sequence, sequence,
                sequence, sequence, sequence, false);
    }

    /** The state of an object from its birth on, of which no more is left than that. */
    public ObjectEntry begun(GoneBirth birth) {
        long sequence = birth.sequence();
        return new ObjectEntry(birth.key(), parentOf(birth.place()), names.share(collectionOf(birth.place())),
                names.share(birth.type()), null, sequence, sequence, sequence, sequence, sequence, sequence, false);
    }

    private ObjectEntry change(ObjectEntry live, Facts facts, @Nullable KeyRing ring, long sequence) {
        boolean moves = moves(live, facts);
        PayloadForm payload = facts.payload();
        boolean valued = payload != null;
        return new ObjectEntry(live.key(), moves ? parentOf(facts.place()) : live.parent(),
                moves ? names.share(collectionOf(facts.place())) : live.collection(),
                valued ? names.share(facts.type()) : live.type(), rulesAfter(live.rules(), facts, ring, sequence),
                sequence, live.born(), moves ? sequence : live.placed(), valued ? sequence : live.valued(),
                payload != null && !payload.again() ? sequence : live.written(),
                !moves && vouches(live, facts) ? sequence : live.vouching(), false);
    }

    private static boolean vouches(ObjectEntry live, Facts facts) {
        PayloadForm payload = facts.payload();
        return payload != null && (payload.vouched() != null || facts.key().isDerived())
                && facts.vouchesFor(live.parent(), live.collection());
    }

    private static ObjectEntry end(@Nullable ObjectEntry live, PrimaryKey key, long sequence) {
        return live == null
                ? new ObjectEntry(key, PrimaryKey.ZERO, "", "", null, sequence, sequence, sequence, 0, 0, 0, true)
                : new ObjectEntry(key, live.parent(), live.collection(), live.type(), null, sequence, live.born(),
                        live.placed(), live.valued(), live.written(), live.vouching(), true);
    }

    /** Tells whether the event puts the object elsewhere than it is. */
    public static boolean moves(ObjectEntry live, Facts facts) {
        return switch (facts.place()) {
            case Place.Stays() -> false;
            case Place.Top() -> !live.parent().isZero();
            case Place.Under(PrimaryKey parent, String collection) ->
                    !live.parent().equals(parent) || !live.collection().equals(collection);
        };
    }

    /** The parent that a place names; zero for the top. */
    public static PrimaryKey parentOf(Place place) {
        return place instanceof Place.Under(PrimaryKey parent, String _) ? parent : PrimaryKey.ZERO;
    }

    private static String collectionOf(Place place) {
        return place instanceof Place.Under(PrimaryKey _, String collection) ? collection : "";
    }

    private static @Nullable RuleEntry rulesAfter(@Nullable RuleEntry before, Facts facts, @Nullable KeyRing ring,
            long sequence) {
        ObjectRules rules = facts.rules();
        if (rules == null) {
            return before;
        }
        return rules.areInherited() ? null
                : before == null ? new RuleEntry(rules, ring, sequence)
                : before.followedBy(rules, ring, sequence);
    }
}
