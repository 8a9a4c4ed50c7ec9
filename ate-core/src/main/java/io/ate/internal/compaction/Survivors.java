package io.ate.internal.compaction;

import io.ate.internal.event.Facts;
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
 * That takes, of an object that lives, the newest event; those that gave it its value, and vouch for its place; and in
 * any case its birth, and every event that moved it or set rules, since they say what rights others had. Of what is
 * gone
 * it takes nothing, unless something was moved away from below it and may live elsewhere.
 *
 * <p>
 * What may go once may go from then on: no later event makes an old one needed again.
 *
 * @param now a state that knows the events which it is asked of
 * @param mark ends of objects after that sequence stay, so that who comes back learns of them
 */
record Survivors(Snapshot now, long mark) {
    /** Tells whether the event has to stay. */
    boolean need(StoredEvent stored) {
        Facts facts = stored.event().facts();
        return switch (facts.kind()) {
            case KEY -> true;
            case DELETE -> stored.sequence() > mark || now.isOrigin(facts.key(), stored.sequence());
            case PUT -> facts.key().isZero() || needPut(facts, stored.sequence());
            case ERASE, EPHEMERAL -> throw new IllegalStateException("no event of kind " + facts.kind() + " is stored");
        };
    }

    private boolean needPut(Facts facts, long sequence) {
        ObjectEntry entry = now.entry(facts.key());
        if (entry == null || sequence < entry.born() || Superseded.isGone(now, entry)) {
            return now.isOrigin(facts.key(), sequence)
                    && (facts.rules() != null || !(facts.place() instanceof Place.Stays));
        }
        return sequence == entry.born() || facts.rules() != null || mayMove(facts) || sequence == entry.version()
                || sequence == entry.valued() || sequence == entry.written() || sequence == entry.vouching();
    }

    /** What has a name says in each event where it is, and is never moved. */
    private static boolean mayMove(Facts facts) {
        return !facts.key().isDerived() && !(facts.place() instanceof Place.Stays);
    }
}
