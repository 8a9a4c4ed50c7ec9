package io.ate.internal.dao;

import io.ate.PrimaryKey;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriterId;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Keeping;
import io.ate.internal.replica.OutboxLog;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A commit that is ready to be sent, and what it takes to seal its values with other data keys than they were. Outlives
 * its unit of work. Immutable.
 *
 * @param touched what it makes of objects, or relies on, in the order in which the unit of work came to them
 * @param sealedBelow the objects below which it seals everything anew, as far as the unit of work knew of it
 * @param readership who reads each object that it writes, as the unit of work saw it
 * @param edits what it makes of objects' values that can be merged with what others make of them
 */
record SealedDraft(OpenChain chain, SessionKeys keys, Draft draft, Origin from,
        Map<PrimaryKey, Touched> touched, List<PrimaryKey> sealedBelow, Map<PrimaryKey, Readership> readership,
        Map<PrimaryKey, Edit> edits) {
    SealedDraft {
        sealedBelow = List.copyOf(sealedBelow);
        touched = Collections.unmodifiableMap(touched);
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
        return new SealedDraft(chain, keys, draft, from, touched(overlay), sealedBelow, readership, edits(overlay));
    }

    private static Map<PrimaryKey, Touched> touched(Overlay overlay) {
        Map<PrimaryKey, Touched> touched = LinkedHashMap.newLinkedHashMap(overlay.touched().size());
        for (ObjectState each : overlay.touched()) {
            Touched made = each.made();
            if (made != null) {
                touched.put(made.key(), made);
            }
        }
        return touched;
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

    /** The commit of an earlier program, of what lies in the outbox; {@code draft} has its events and conditions. */
    static SealedDraft restored(OpenChain chain, SessionKeys keys, Draft draft, Origin from, KeptDraft kept) {
        return new SealedDraft(chain, keys, draft, from, kept.touched(), kept.sealedBelow(), kept.readership(),
                kept.edits());
    }

    /**
     * How it is to lie in the outbox, so that it can be drawn up anew in a later program.
     *
     * @param replaced place of what it comes instead of, or 0
     * @param lineage that, and what came before it
     */
    Keeping keeping(long replaced, Lineage lineage) {
        OutboxLog outbox = chain.replica().outbox().orElseThrow();
        OutboxKey sealing = keys.outboxKey(chain, outbox, draft.keys().getFirst());
        Slice plaintext = KeptDraft.of(this).encode();
        return new Keeping(commit -> sealing.seal(commit.hash(), lineage.encode(), plaintext), replaced);
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

    /** Tells whether it opens that object, and what hangs below it, to everyone. */
    boolean opensToEveryone(PrimaryKey object) {
        Touched made = touched.get(object);
        NewRules rules = made == null ? null : made.rules();
        return rules != null && rules.rules().read() instanceof ReadRule.Everyone;
    }

    /** Tells whether it changes that object whatever others have made of it. */
    boolean overwrites(PrimaryKey object) {
        Touched made = touched.get(object);
        return made != null && made.isOverwritten();
    }

    private static boolean isMergedOnline(Edit edit) {
        return MergeChoice.of(edit.type()).online();
    }

    /** The same commit with other events and conditions, made from a later state. */
    SealedDraft with(Origin later, long basis, List<Event> events, List<ObjectCondition> conditions,
            WriterId writer, boolean signed, List<ObjectEntry> seen) {
        Draft again = new Draft(basis, draft.keys(), events, conditions, writer, signed, draft.relied(), seen);
        return new SealedDraft(chain, keys, again, later, touched, sealedBelow, readership, edits);
    }
}
