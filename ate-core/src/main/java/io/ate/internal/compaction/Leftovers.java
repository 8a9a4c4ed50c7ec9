package io.ate.internal.compaction;

import io.ate.PrimaryKey;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.Place;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import java.util.HashSet;
import java.util.Set;

/**
 * Objects of which something stays from a life that has ended, although it is of no use: it stands in a commit that
 * goes as a whole or not at all, or somebody wants it kept. What says that they were put somewhere would bring them
 * back to
 * life if what took them from there, or ended them, went; so all that follows in such a life stays, too. Confined to
 * one pass.
 */
final class Leftovers {
    private final Set<PrimaryKey> objects = new HashSet<>();

    /** An event stays. */
    void stays(StoredEvent stored, Snapshot now) {
        Facts facts = stored.event().facts();
        boolean places = facts.kind() == Kind.PUT && !(facts.place() instanceof Place.Stays);
        if (places && isOfPastLife(facts, stored.sequence(), now)) {
            objects.add(facts.key());
        }
    }

    /** Tells whether the event has to stay since something before it does. */
    boolean need(StoredEvent stored, Snapshot now) {
        Facts facts = stored.event().facts();
        return objects.contains(facts.key()) && isOfPastLife(facts, stored.sequence(), now);
    }

    private static boolean isOfPastLife(Facts facts, long sequence, Snapshot now) {
        ObjectEntry entry = now.entry(facts.key());
        return entry == null || sequence < entry.born() || Superseded.isGone(now, entry);
    }
}
