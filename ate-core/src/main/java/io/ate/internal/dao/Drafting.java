package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.NoWriteAuthorityException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.PlaceMark;
import io.ate.internal.event.WriterId;
import io.ate.internal.replica.Draft;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a unit of work has changed into a commit: published keys first, then the chain's own rules, then objects,
 * parents before their children, deletions last. What dies with a deleted parent takes no event of its own. Confined to
 * the unit of work's thread.
 */
final class Drafting {
    private final OpenChain chain;
    private final Sight sight;
    private final Overlay overlay;
    private final SessionKeys keys;
    private final RuleChanges ruleChanges;
    private final @Nullable HeldLock relied;

    /** @param relied the lock without which the commit is to be refused, or null */
    Drafting(OpenChain chain, Sight sight, SessionKeys keys, RuleChanges ruleChanges, @Nullable HeldLock relied) {
        this.relied = relied;
        this.chain = chain;
        this.sight = sight;
        this.overlay = sight.overlay();
        this.keys = keys;
        this.ruleChanges = ruleChanges;
    }

    /** The commit, or null if nothing was changed. */
    @Nullable
    Draft draft() throws InterruptedException {
        List<ObjectState> changed = changed();
        if (changed.isEmpty()) {
            return null;
        }
        chain.demandOpen(); // the body may have closed it
        if (keys.held().isEmpty()) {
            throw new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY,
                    "a session without keys only reads; open the chain with keys that may write",
                    changed.getFirst().key());
        }
        List<HeldKeys> acting = asHolder(keys.held().size() == 1 ? keys.held()
                : ActingKeys.choose(keys.held(), needs(changed), overlay));
        acting.forEach(HeldKeys::demandOpen); // also where nothing is to be signed: their rights go with them
        KeyId author = acting.getFirst().id();
        WriterId writer = chain.replica().writer(author);
        boolean signed = chain.trust() == Trust.DISTRIBUTED || changed.stream().anyMatch(this::isSensitive);
        List<Event> events = events(changed, acting, signed, writer);
        demandBounds(events);
        return new Draft(sight.standpoint().sequence(), acting, events, conditions(writer), writer, signed,
                relied == null ? null : relied.grant(), seen());
    }

    /** What it relies on in whole, as far as own commits that have no answer lay over it. */
    private List<ObjectEntry> seen() {
        List<ObjectEntry> seen = new ArrayList<>(0);
        for (ObjectState state : overlay.touched()) {
            ObjectEntry before = state.isReliedOn() && isAbove(state) ? state.before() : null;
            if (before != null && before.version() < 0) {
                seen.add(before);
            }
        }
        return seen;
    }

    /** Whoever holds the lock that the commit relies on is its writer: that one's key comes first. */
    private List<HeldKeys> asHolder(List<HeldKeys> acting) {
        if (relied == null) {
            return acting;
        }
        relied.demandHeld();
        KeyId holder = relied.grant().holder().key();
        List<HeldKeys> ordered = new ArrayList<>(acting.size() + 1);
        keys.held().stream().filter(each -> each.id().equals(holder)).forEach(ordered::add);
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException("the lock on " + relied.ref() + " was taken by another session");
        }
        acting.stream().filter(each -> !each.id().equals(holder)).forEach(ordered::add);
        return ordered;
    }

    private List<ObjectState> changed() {
        List<ObjectState> changed = new ArrayList<>(overlay.touched().size());
        boolean inOrder = !overlay.isReordered(); // what is born hangs below what was there, or was born before it
        for (ObjectState state : overlay.touched()) {
            if (state.isChanged() && isAbove(state)) {
                changed.add(state);
                inOrder &= state.rules() == null && !state.isDeleted();
            }
        }
        if (!inOrder) {
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
        return changed.stream().flatMap(state -> needs(state).stream()).toList();
    }

    private List<ActingKeys.Need> needs(ObjectState state) {
        ObjectEntry before = state.before();
        if (before == null) {
            return List.of(new ActingKeys.Need.Write(parent(state)));
        }
        List<ActingKeys.Need> needs = new ArrayList<>(1);
        if (state.rules() != null || state.isMoved()) {
            needs.add(new ActingKeys.Need.Control(before));
        }
        if (state.isMoved()) {
            needs.add(new ActingKeys.Need.Write(parent(state)));
        }
        if (state.isWritten() || state.isDeleted()) {
            needs.add(new ActingKeys.Need.Write(before));
        }
        return needs;
    }

    private ObjectEntry parent(ObjectState state) {
        ObjectEntry parent = overlay.entry(state.entry().parent());
        return parent == null ? overlay.zero() : parent;
    }

    /** Tells whether the change is signed in centralized trust, too: what decides who can read. */
    private boolean isSensitive(ObjectState state) {
        ObjectEntry before = state.before();
        if (state.rules() != null || state.isMoved()) {
            return true;
        }
        return before == null ? overlay.beginsSigned(state.key()) || Rights.reading(overlay, state.entry()).isEveryone()
                : state.isDeleted() && before.rules() != null;
    }

    private List<ObjectCondition> conditions(WriterId writer) throws InterruptedException {
        List<ObjectCondition> conditions = new ArrayList<>(0);
        Set<PrimaryKey> conditioned = new HashSet<>();
        for (ObjectState state : overlay.touched()) {
            boolean isReliedOn = state.expectation() == Expectation.UNCHANGED && isAbove(state);
            if (isReliedOn && !state.isChanged()) {
                conditions.add(new ObjectCondition(state.key(), condition(state, writer)));
            }
            if (isReliedOn || state.isChanged()) {
                conditioned.add(state.key());
            }
        }
        // What is moved has a condition of its own: that it is not moved below what others begin instead is the parent's.
        for (ObjectState state : overlay.touched()) {
            if (state.before() != null && state.isMoved() && isAbove(state)) {
                ObjectEntry parent = parent(state);
                boolean mayBeOthers = sight.standpoint().begunBy(parent.key(), writer).earlier(writer).isPresent();
                if (mayBeOthers && conditioned.add(parent.key())) {
                    conditions.add(new ObjectCondition(parent.key(), sight.standpoint().unchanged(parent, writer)));
                }
            }
        }
        return conditions;
    }

    private Condition condition(ObjectState state, WriterId writer) throws InterruptedException {
        ObjectEntry before = state.before();
        return switch (state.expectation()) {
            case ANYTHING -> following(state, writer);
            case ABSENT -> following(state, writer).andAbsent();
            case UNCHANGED -> before == null ? new Condition.None()
                    : before.version() == 0 ? new Condition.AtVersion(0)
                    : sight.standpoint().unchanged(before, writer);
        };
    }

    /** What begins comes after what it was put below, so that it does not get below what others have begun instead. */
    private Condition following(ObjectState state, WriterId writer) {
        Condition after = sight.standpoint().following(state.key(), writer);
        if (state.before() != null || after.earlier(writer).isPresent()) {
            return after;
        }
        Condition below = sight.standpoint().begunBy(state.entry().parent(), writer);
        below.earlier(writer).ifPresent(state::below);
        return below;
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

    private List<Event> events(List<ObjectState> changed, List<HeldKeys> acting, boolean signed, WriterId by)
            throws InterruptedException {
        EventWriter writer = new EventWriter(chain.payloads(), by.key(), chain.writersTime());
        List<Event> events = new ArrayList<>(changed.size());
        for (PublicKeys unknown : unknownKeys(changed, signed ? acting : List.of())) {
            events.add(writer.publication(unknown));
        }
        for (ObjectState state : changed) {
            Condition condition = condition(state, by);
            EventWriter author = writer.as(author(state, acting));
            events.add(state.isDeleted() ? author.deletion(state, condition)
                    : author.change(state, condition, sealingKey(state), vouched(state)));
        }
        return events;
    }

    /** Of several keys the first that has all rights which the change takes, or the first of all where none has. */
    private KeyId author(ObjectState state, List<HeldKeys> acting) {
        return acting.size() == 1 ? acting.getFirst().id() : ActingKeys.author(acting, needs(state), overlay);
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

    /** The data key for the value that the commit is to carry; null if it carries none, or in clear. */
    private @Nullable DataKey sealingKey(ObjectState state) throws InterruptedException {
        if (!state.isWritten()) {
            demandSameReaders(state);
            return null;
        }
        chain.places().demandVouched(overlay, state.entry(), sight.witness());
        Rights.Reading reading = Rights.reading(overlay, state.entry());
        return reading.isEveryone() ? null : ruleChanges.newest(reading);
    }

    /** Where the object is, as far as its present value has been found to vouch for that; what is moved is signed. */
    private @Nullable PlaceMark vouched(ObjectState state) throws InterruptedException {
        ObjectEntry before = state.before();
        return before != null && state.isWritten() && !state.isMoved()
                ? chain.places().vouched(before, sight.witness())
                : null;
    }

    /** A value that is moved as it is opens only to those whom it was sealed for. */
    private void demandSameReaders(ObjectState state) {
        ObjectEntry before = state.before();
        if (before != null && state.isMoved() && !Rights.reading(sight.standpoint(), before)
                .opensLike(Rights.reading(overlay, state.entry()))) {
            throw new IllegalStateException("object " + state.key() + " is moved, and who reads there is changed, in "
                    + "one unit of work, and its value is not sealed anew: commit one of the two first");
        }
    }
}
