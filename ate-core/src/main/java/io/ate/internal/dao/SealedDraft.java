package io.ate.internal.dao;

import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.internal.event.Event;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A commit that is ready to be sent, and what it takes to seal its values with other data keys than they were. Outlives
 * its unit of work. Immutable, as long as nobody goes on working with that.
 *
 * @param sealedBelow the objects below which it seals everything anew, as far as the unit of work knew of it
 * @param readership who reads each object that it writes, as the unit of work saw it
 */
record SealedDraft(OpenChain chain, SessionKeys keys, Draft draft, Overlay overlay, List<PrimaryKey> sealedBelow,
        Map<PrimaryKey, Readership> readership) {
    SealedDraft {
        sealedBelow = List.copyOf(sealedBelow);
        readership = Map.copyOf(readership);
    }

    /** A commit as a unit of work has drawn it up, which can still be asked what it sees. */
    static SealedDraft of(OpenChain chain, SessionKeys keys, Draft draft, Overlay overlay,
            List<PrimaryKey> sealedBelow) {
        Map<PrimaryKey, Readership> readership = HashMap.newHashMap(draft.events().size());
        for (Event each : draft.events()) {
            PrimaryKey key = each.facts().key();
            ObjectState written = each.facts().payload() == null ? null : overlay.touched(key);
            if (written != null) {
                readership.put(key, Readership.of(overlay, written.entry()));
            }
        }
        return new SealedDraft(chain, keys, draft, overlay, sealedBelow, readership);
    }

    /**
     * The same commit, its values sealed with the data keys that are the newest in {@code newer}; all else, conditions
     * too, stays as the unit of work left it.
     *
     * @throws ConflictException if an object that it changes is gone by then, or others may read it than the unit of
     * work saw
     */
    SealedDraft sealedFor(Standpoint newer, Deadline deadline) throws InterruptedException {
        Overlay now = overlay.over(newer);
        List<Event> events = new ArrayList<>(draft.events().size());
        for (Event event : draft.events()) {
            events.add(sealedFor(now, event, new PlaceTrust.Witness(newer, keys, deadline)));
        }
        Draft again = new Draft(draft.basis(), draft.keys(), events, draft.conditions(), draft.signed(),
                draft.relied());
        return new SealedDraft(chain, keys, again, overlay, sealedBelow, readership);
    }

    /** The objects that the chain had already and whose rules it changes. */
    List<PrimaryKey> ruled() {
        return overlay.touched()
                .stream()
                .filter(each -> each.rules() != null && !each.isBorn())
                .map(ObjectState::key)
                .toList();
    }

    private Event sealedFor(Overlay now, Event event, PlaceTrust.Witness witness) throws InterruptedException {
        PrimaryKey key = event.facts().key();
        ObjectState state = overlay.touched(key);
        PayloadForm form = event.facts().payload();
        Plaintext value = state == null ? null : state.value();
        if (value == null || form == null) {
            return event;
        }
        ObjectEntry live = live(now, key);
        Rights.Reading reading = Rights.reading(now, live);
        if (isOwnRing(reading)) {
            return event;
        }
        if (reading.isEveryone()) {
            return inClear(event, form);
        }
        Readership seen = readership.get(key);
        if (seen != null && !seen.covers(Readership.of(now, live))) {
            throw new ConflictException("object " + key + " is by now for others to read than it was", List.of(key),
                    List.of());
        }
        chain.places().demandVouched(now, live, witness);
        EventWriter writer = new EventWriter(chain.payloads(), event.facts().author(), event.facts().time());
        return writer.sealedAgain(event, value, keys.newest(reading));
    }

    /** What was written for some is not given to everyone without whoever wrote it being asked. */
    private static Event inClear(Event event, PayloadForm form) {
        if (form.isSealed()) {
            PrimaryKey key = event.facts().key();
            throw new ConflictException("everyone may read object " + key + " by now", List.of(key), List.of());
        }
        return event;
    }

    private static ObjectEntry live(Overlay now, PrimaryKey key) {
        @Nullable
        ObjectEntry live = now.live(key);
        if (live == null) {
            throw new ConflictException("object " + key + " has been deleted meanwhile", List.of(key), List.of());
        }
        return live;
    }

    /** Tells whether the read rule in force is set by this very commit, whose values are sealed for it already. */
    private boolean isOwnRing(Rights.Reading reading) {
        ObjectState holder = overlay.touched(reading.holder());
        return holder != null && holder.rules() != null;
    }
}
