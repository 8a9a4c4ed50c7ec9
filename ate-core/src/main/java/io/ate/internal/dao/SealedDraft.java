package io.ate.internal.dao;

import io.ate.PrimaryKey;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.WriterId;
import io.ate.internal.replica.Draft;
import io.ate.internal.view.ObjectEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A commit that is ready to be sent, and what it takes to seal its values with other data keys than they were. Outlives
 * its unit of work. Immutable, as long as nobody goes on working with that.
 *
 * @param sealedBelow the objects below which it seals everything anew, as far as the unit of work knew of it
 * @param readership who reads each object that it writes, as the unit of work saw it
 * @param edits what it makes of objects' values that can be merged with what others make of them
 */
record SealedDraft(OpenChain chain, SessionKeys keys, Draft draft, Origin from, Overlay overlay,
        List<PrimaryKey> sealedBelow, Map<PrimaryKey, Readership> readership, Map<PrimaryKey, Edit> edits) {
    SealedDraft {
        sealedBelow = List.copyOf(sealedBelow);
        readership = Map.copyOf(readership);
        edits = Map.copyOf(edits);
    }

    /** A commit as a unit of work has drawn it up, which can still be asked what it sees. */
    static SealedDraft of(OpenChain chain, SessionKeys keys, Draft draft, Origin from, Overlay overlay,
            List<PrimaryKey> sealedBelow) {
        Map<PrimaryKey, Readership> readership = HashMap.newHashMap(draft.events().size());
        for (Event each : draft.events()) {
            PrimaryKey key = each.facts().key();
            ObjectState written = each.facts().payload() == null ? null : overlay.touched(key);
            if (written != null) {
                readership.put(key, Readership.of(overlay, written.entry()));
            }
        }
        return new SealedDraft(chain, keys, draft, from, overlay, sealedBelow, readership, edits(overlay));
    }

    private static Map<PrimaryKey, Edit> edits(Overlay overlay) {
        Map<PrimaryKey, Edit> edits = HashMap.newHashMap(1);
        for (ObjectState each : overlay.touched()) {
            Edit edit = each.edit();
            if (edit != null) {
                edits.put(each.key(), edit);
            }
        }
        return edits;
    }

    /** Tells whether somebody who waits for it wants it merged, if it can be, and not tried anew. */
    boolean isMergedOnline() {
        return edits.values().stream().anyMatch(SealedDraft::isMergedOnline);
    }

    /** The objects that it changes. */
    List<PrimaryKey> written() {
        return draft.events().stream().map(each -> each.facts().key()).toList();
    }

    /** The objects that it relies on without changing them. */
    List<PrimaryKey> reliedOn() {
        return draft.conditions().stream().map(ObjectCondition::key).toList();
    }

    /** Tells whether it changes that object whatever others have made of it. */
    boolean overwrites(PrimaryKey object) {
        ObjectState state = overlay.touched(object);
        return state != null && state.expectation() == ObjectState.Expectation.ANYTHING;
    }

    private static boolean isMergedOnline(Edit edit) {
        return MergeChoice.of(edit.type()).online();
    }

    /** The same commit with other events and conditions, made from a later state. */
    SealedDraft with(Origin later, long basis, List<Event> events, List<ObjectCondition> conditions,
            WriterId writer, boolean signed, List<ObjectEntry> seen) {
        Draft again = new Draft(basis, draft.keys(), events, conditions, writer, signed, draft.relied(), seen);
        return new SealedDraft(chain, keys, again, later, overlay, sealedBelow, readership, edits);
    }

    /** The objects that the chain had already and whose rules it changes. */
    List<PrimaryKey> ruled() {
        return overlay.touched()
                .stream()
                .filter(each -> each.rules() != null && !each.isBorn())
                .map(ObjectState::key)
                .toList();
    }
}
