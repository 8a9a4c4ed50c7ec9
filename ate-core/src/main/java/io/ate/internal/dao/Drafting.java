package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.NoWriteAuthorityException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a unit of work has changed into a commit: published keys first, then the chain's own rules, then objects,
 * parents before their children, deletions last. What dies with a deleted parent takes no event of its own. Confined to
 * the unit of work's thread.
 */
final class Drafting {
    private final OpenChain chain;
    private final Standpoint standpoint;
    private final Overlay overlay;
    private final SessionKeys keys;
    private final RuleChanges ruleChanges;
    private final Deadline deadline;

    Drafting(OpenChain chain, Standpoint standpoint, Overlay overlay, SessionKeys keys, RuleChanges ruleChanges,
            Deadline deadline) {
        this.chain = chain;
        this.standpoint = standpoint;
        this.overlay = overlay;
        this.keys = keys;
        this.ruleChanges = ruleChanges;
        this.deadline = deadline;
    }

    /**
     * The commit, or null if nothing was changed.
     *
     * @param sealing the state whose data keys the values are sealed with: that of the unit of work, or a newer one
     */
    @Nullable
    Draft draft(Overlay sealing) throws InterruptedException {
        List<ObjectState> changed = changed();
        if (changed.isEmpty()) {
            return null;
        }
        if (keys.held().isEmpty()) {
            throw new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY,
                    "a session without keys only reads; open the chain with keys that may write",
                    changed.getFirst().key());
        }
        List<HeldKeys> acting = ActingKeys.choose(keys.held(), needs(changed), overlay);
        boolean sensitive = changed.stream().anyMatch(Drafting::isSensitive);
        boolean signed = sensitive || chain.trust() == Trust.DISTRIBUTED;
        List<Event> events = new ArrayList<>(changed.size());
        new Author(acting.getFirst().id(), chain.clock().millis(), sealing).write(changed, signed ? acting : List.of(),
                events);
        demandBounds(events);
        return new Draft(standpoint.sequence(), acting, events, conditions(acting.getFirst().id()), signed);
    }

    private List<ObjectState> changed() {
        List<ObjectState> changed = new ArrayList<>(overlay.touched().size());
        boolean rulesChange = false;
        boolean deletes = false;
        for (ObjectState state : overlay.touched()) {
            if (state.isChanged() && isAbove(state)) {
                changed.add(state);
                rulesChange |= state.rules() != null;
                deletes |= state.isDeleted();
            }
        }
        if (rulesChange || deletes) {
            changed.sort(Comparator.comparing(ObjectState::isDeleted).thenComparingInt(this::depth));
        }
        return changed;
    }

    /** Tells whether the object, or if that is deleted its parent, is not below something that is deleted here. */
    private boolean isAbove(ObjectState state) {
        PrimaryKey alive = state.isDeleted() ? state.entry().parent() : state.key();
        return alive.isZero() || overlay.live(alive) != null;
    }

    private int depth(ObjectState state) {
        int depth = 0;
        ObjectEntry at = state.entry();
        while (at != null && !at.key().isZero()) {
            depth++;
            at = overlay.entry(at.parent());
        }
        return depth;
    }

    private List<ActingKeys.Need> needs(List<ObjectState> changed) {
        if (keys.held().size() == 1) {
            return List.of();
        }
        List<ActingKeys.Need> needs = new ArrayList<>(changed.size());
        for (ObjectState state : changed) {
            ObjectEntry before = state.before();
            if (before == null) {
                ObjectEntry parent = overlay.entry(state.entry().parent());
                needs.add(new ActingKeys.Need.Write(parent == null ? overlay.zero() : parent));
            } else {
                if (state.rules() != null) {
                    needs.add(new ActingKeys.Need.Control(before));
                }
                if (state.isWritten() || state.isDeleted()) {
                    needs.add(new ActingKeys.Need.Write(before));
                }
            }
        }
        return needs;
    }

    private static boolean isSensitive(ObjectState state) {
        ObjectEntry before = state.before();
        return state.rules() != null || (state.isDeleted() && before != null && before.rules() != null);
    }

    private List<ObjectCondition> conditions(KeyId writer) throws InterruptedException {
        List<ObjectCondition> conditions = new ArrayList<>(0);
        for (ObjectState state : overlay.touched()) {
            if (!state.isChanged() && state.expectation() == ObjectState.Expectation.UNCHANGED && isAbove(state)) {
                conditions.add(new ObjectCondition(state.key(), condition(state, writer)));
            }
        }
        return conditions;
    }

    private Condition condition(ObjectState state, KeyId writer) throws InterruptedException {
        ObjectEntry before = state.before();
        return switch (state.expectation()) {
            case ANYTHING -> new Condition.None();
            case ABSENT -> new Condition.Absent();
            case UNCHANGED -> before == null ? new Condition.None()
                    : before.version() == 0 ? new Condition.AtVersion(0)
                    : standpoint.unchanged(before, writer, deadline);
        };
    }

    private static void demandBounds(List<Event> events) {
        if (events.size() > Bounds.EVENTS) {
            throw new IllegalArgumentException("a commit changes at most " + Bounds.EVENTS + " objects, not "
                    + events.size() + ": make several");
        }
        long bytes = 0;
        for (Event event : events) {
            bytes += event.encodedLength();
        }
        if (events.size() > 1 && bytes > Bounds.COMMIT) {
            throw new IllegalArgumentException("a commit of several objects takes at most " + Bounds.COMMIT
                    + " bytes, not " + bytes + ": make several");
        }
    }

    /** Writes the events of one commit, on behalf of one key, at one time. */
    private final class Author {
        private final KeyId id;
        private final long time;
        private final Overlay sealing;

        Author(KeyId id, long time, Overlay sealing) {
            this.id = id;
            this.time = time;
            this.sealing = sealing;
        }

        void write(List<ObjectState> changed, List<HeldKeys> signers, List<Event> events) throws InterruptedException {
            for (PublicKeys unknown : unknownKeys(changed, signers)) {
                events.add(publication(unknown));
            }
            for (ObjectState state : changed) {
                events.add(state.isDeleted() ? deletion(state) : change(state));
            }
        }

        private List<PublicKeys> unknownKeys(List<ObjectState> changed, List<HeldKeys> signers) {
            Map<KeyId, PublicKeys> named = new LinkedHashMap<>(0);
            signers.forEach(each -> named.put(each.id(), each.publicKeys()));
            for (ObjectState state : changed) {
                NewRules rules = state.rules();
                if (rules != null) {
                    rules.named().forEach(each -> named.put(each.id(), each));
                }
            }
            named.keySet().removeIf(overlay::isKnown);
            return List.copyOf(named.values());
        }

        private Event publication(PublicKeys keys) {
            Slice payload = new PublishedKey(false, null, null, Slice.of(keys.encoded())).encode();
            Facts facts = new Facts(Kind.KEY, PublishedKey.objectOf(keys.id()), null, "", new Place.Stays(), null,
                    new Condition.None(),
                    id, time, null, new PayloadForm(PayloadForm.Format.FIXED, 0, null), null);
            return chain.payloads().seal(facts, Slice.empty(), new Plaintext(PayloadForm.Format.FIXED, payload), null);
        }

        private Event deletion(ObjectState state) throws InterruptedException {
            Facts facts = new Facts(Kind.DELETE, state.key(), state.tag(), "", new Place.Stays(), null,
                    condition(state, id), id,
                    time, null, null, null);
            return chain.payloads().seal(facts, Slice.empty(), null, null);
        }

        private Event change(ObjectState state) throws InterruptedException {
            Plaintext value = state.isWritten() ? state.value() : null;
            DataKey key = value == null ? null : sealingKey(state);
            NewRules rules = state.rules();
            Slice ring = rules == null || rules.ring() == null ? Slice.empty() : rules.ring().encode();
            Facts facts = new Facts(Kind.PUT, state.key(), state.tag(), state.entry().type(), place(state),
                    rules == null ? null : rules.rules(), condition(state, id), id, time, null,
                    value == null ? null : new PayloadForm(value.format(), 0, key == null ? null : key.id()),
                    ring.isEmpty() ? null : Sha256.plain(ring));
            return chain.payloads().seal(facts, ring, value, key);
        }

        private @Nullable DataKey sealingKey(ObjectState state) {
            ObjectEntry entry = sealing.entry(state.key());
            Rights.Reading reading = Rights.reading(sealing, entry == null ? state.entry() : entry);
            return reading.isEveryone() ? null : ruleChanges.newest(reading);
        }

        /** A named object's place stands in each of its events, since its key is recomputed from it. */
        private static Place place(ObjectState state) {
            if (state.key().isZero() || (!state.isBorn() && state.tag() == null)) {
                return new Place.Stays();
            }
            ObjectEntry entry = state.entry();
            return entry.parent().isZero() ? new Place.Top() : new Place.Under(entry.parent(), entry.collection());
        }
    }
}
