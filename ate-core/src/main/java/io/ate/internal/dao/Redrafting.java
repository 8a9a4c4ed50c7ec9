package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.CorruptionException;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.WriterId;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Draws up a refused commit anew from a newer state of the chain, without asking the body that made it: values are
 * sealed with the data keys in force there, and updates are merged with what others have made of their objects. What
 * is neither, such as a deletion or a birth, stays as it was, under the conditions that it had. Confined to one call.
 */
final class Redrafting {
    private final SealedDraft refused;
    private final WriterId writer;
    private final CommitRejectedException refusal;
    private final Merging merging;
    private final Successors successors;
    private final Origin origin;
    private final Standpoint newer;
    private final Deadline deadline;
    private final RetouchedState now;
    private final OpenChain chain;
    private final Set<PrimaryKey> merged = new HashSet<>(1);

    /** Which updates are merged. */
    enum Merging {
        /** None: nothing but the sealing was wrong. */
        NOTHING,
        /** Those of types whose rule is for commits that somebody waits for, too. */
        ONLINE,
        /** All. */
        ALL
    }

    /**
     * @param refusal why it was refused
     * @param origin a newer state of the chain
     */
    Redrafting(SealedDraft refused, CommitRejectedException refusal, Merging merging,
            Origin origin, Deadline deadline) {
        this.refused = refused;
        this.refusal = refusal;
        this.merging = merging;
        this.chain = refused.chain();
        this.writer = chain.replica().writer(refused.draft().keys().getFirst().id());
        this.successors = chain.pipeline().successors();
        this.origin = origin;
        this.newer = origin.standpoint();
        this.deadline = deadline;
        this.now = new RetouchedState(newer, refused.touched());
    }

    /** The objects that the new commit leaves otherwise than the refused one would have. */
    Set<PrimaryKey> merged() {
        return merged;
    }

    /**
     * The commit as it is to be sent now.
     *
     * @throws CommitRejectedException as a {@link ConflictException} if an object that it changes is gone by then,
     * others may read it than the unit of work saw, or it was changed by others and the two are not merged
     */
    SealedDraft redrafted() throws InterruptedException {
        List<Event> events = new ArrayList<>(refused.draft().events().size());
        for (Event event : refused.draft().events()) {
            events.add(redrafted(event));
        }
        List<ObjectCondition> conditions = new ArrayList<>(refused.draft().conditions().size());
        for (ObjectCondition each : refused.draft().conditions()) {
            conditions.add(new ObjectCondition(each.key(), kept(each.key(), each.condition())));
        }
        long basis = merging == Merging.NOTHING ? refused.draft().basis() : newer.sequence();
        return refused.with(origin, basis, events, conditions, writer,
                refused.draft().signed() || refusal.reason() == Reason.SIGNATURE_REQUIRED, seen());
    }

    /** What it relies on in whole has to be where it was read, under the rules that it had there. */
    private List<ObjectEntry> seen() {
        List<ObjectEntry> seen = new ArrayList<>(0);
        for (Touched made : refused.touched().values()) {
            ObjectEntry before = made.isReliedOn() ? made.before() : null;
            ObjectEntry there = before == null ? null : newer.live(before.key());
            if (before != null && there != null && there.version() < 0) {
                if (!before.isPlacedAndRuledLike(there)) {
                    throw new ConflictException("object " + there.key() + " has been moved, or given other rules, "
                            + "meanwhile", List.of(there.key()), List.of());
                }
                seen.add(there);
            }
        }
        return seen;
    }

    private Event redrafted(Event event) throws InterruptedException {
        PrimaryKey key = event.facts().key();
        Touched made = refused.touched().get(key);
        if (made == null) {
            return isMistimed() ? publishedNow(event) : event;
        }
        demandPlace(made);
        noteIfElsewhere(made);
        if (event.facts().payload() == null) {
            demandSameReaders(made);
        }
        Edit edit = merging == Merging.NOTHING ? null : refused.edits().get(key);
        if (edit != null) {
            ObjectEntry theirs = Objects.requireNonNull(newer.live(key), "its place was looked at");
            demandSameLife(made, theirs);
            Plaintext value = merged(edit, theirs);
            return sealed(event, newer.unchanged(theirs, writer), value);
        }
        Condition condition = condition(made, event);
        Plaintext value = event.facts().payload() == null ? null : made.value();
        return value != null ? sealed(event, condition, value)
                : condition.equals(event.facts().condition()) && !isMistimed() ? event
                : writer(event).again(event, condition, null, null);
    }

    private Condition condition(Touched made, Event event) throws InterruptedException {
        PrimaryKey key = made.key();
        return switch (made.expectation()) {
            case ANYTHING -> following(made);
            case ABSENT -> {
                if (newer.live(key) != null) {
                    throw new ConflictException("object " + key + " exists already", List.of(key), List.of());
                }
                yield following(made).andAbsent();
            }
            case UNCHANGED -> kept(key, event.facts().condition());
        };
    }

    /** What was put below what an earlier commit began goes with that, or with what came in the place of that. */
    private Condition following(Touched made) {
        Condition after = newer.following(made.key(), writer);
        CommitId began = made.below();
        if (began == null || after.earlier(writer).isPresent()) {
            return after;
        }
        CommitId standing = successors.standing(began);
        boolean isLost = refusal.reason() == Reason.PREDECESSOR_REFUSED
                && refusal.object().filter(made.key()::equals).isPresent() && began.equals(standing);
        if (standing == null || isLost) {
            PrimaryKey parent = made.entry().parent();
            throw CommitRejectedException.of(Reason.PREDECESSOR_REFUSED, "object " + parent
                    + ", which something was put below, was begun by an earlier commit, which was refused", parent);
        }
        return newer.begunBy(made.entry().parent(), writer);
    }

    private void demandPlace(Touched made) {
        boolean begins = made.isBorn() || isBegunAnew(made);
        PrimaryKey needed = begins ? made.entry().parent() : made.key();
        boolean isThere = needed.isZero() || (begins ? now.live(needed) : newer.live(needed)) != null;
        if (!isThere) {
            throw new ConflictException("object " + needed + " has been deleted meanwhile", List.of(needed), List.of());
        }
    }

    /** What has a name and is overwritten begins anew where others have deleted it. */
    private boolean isBegunAnew(Touched made) {
        return made.tag() != null && refused.overwrites(made.key()) && newer.live(made.key()) == null;
    }

    /** Where an object hangs and which rules it has is not as it was read, either, if that was of a refused commit. */
    private void noteIfElsewhere(Touched made) {
        ObjectEntry before = made.before();
        ObjectEntry there = newer.live(made.key());
        boolean isAsRead = before == null ? there == null || there.rules() == null
                : there != null && before.isPlacedAndRuledLike(there);
        if (!isAsRead) {
            merged.add(made.key());
        }
    }

    /** What is moved without its value goes to nobody but those who read it where it was. */
    private void demandSameReaders(Touched made) {
        ObjectEntry there = newer.live(made.key());
        if (!made.isMoved() || there == null) {
            return;
        }
        ObjectEntry here = now.live(made.key());
        if (here == null) {
            throw new ConflictException("what object " + made.key() + " was to be moved below has been deleted "
                    + "meanwhile", List.of(made.key()), List.of());
        }
        if (!Rights.reading(newer, there).opensLike(Rights.reading(now, here))) {
            throw new ConflictException("object " + made.key() + " would be moved to other readers by now",
                    List.of(made.key()), List.of());
        }
    }

    /** What was stored anew after it had been deleted is not what was changed. */
    private static void demandSameLife(Touched made, ObjectEntry theirs) {
        ObjectEntry before = made.before();
        if (before != null && before.born() >= 0 && before.born() != theirs.born()) {
            throw new ConflictException("object " + theirs.key() + " has been deleted and stored anew meanwhile",
                    List.of(theirs.key()), List.of());
        }
    }

    private Plaintext merged(Edit edit, ObjectEntry theirs) throws InterruptedException {
        PrimaryKey key = theirs.key();
        Plaintext present = read(theirs);
        KeyedValues keyed = chain.keyedValues();
        boolean isKeyed = KeyedValues.mayBe(theirs);
        Plaintext bare = isKeyed ? keyed.bare(present) : present;
        Edit own = isKeyed ? new Edit(edit.type(), keyed.bare(edit.base()), keyed.bare(edit.mine())) : edit;
        ValueMerge merge = new ValueMerge(chain.values());
        if (!bare.equals(own.base()) && merging == Merging.ONLINE && !MergeChoice.of(edit.type()).online()) {
            throw new ConflictException("object " + key + " has been changed meanwhile", List.of(key),
                    merge.clashes(own, bare));
        }
        Plaintext whole = merge.merged(key, own, bare);
        Plaintext value = isKeyed ? keyed.withKeyOf(edit.type(), present, whole) : whole;
        if (!value.equals(edit.mine())) {
            merged.add(key);
        }
        return value;
    }

    private Plaintext read(ObjectEntry entry) throws InterruptedException {
        try {
            return chain.payloads().read(newer, entry, refused.keys(), deadline).plaintext();
        } catch (NoReadAuthorityException e) {
            if (merging == Merging.ALL) { // nobody runs the body again, which would be told so
                throw (CommitRejectedException) CommitRejectedException.of(Reason.NO_READ_AUTHORITY, "what others made "
                        + "of object " + entry.key() + " is not for this session to read any more, so nothing is "
                        + "merged with it: " + e.getMessage(), entry.key()).initCause(e);
            }
            throw conflict(entry.key(), "what others made of object " + entry.key() + " cannot be read", e);
        } catch (CorruptionException e) {
            throw conflict(entry.key(), "what others made of object " + entry.key() + " cannot be read", e);
        }
    }

    private static ConflictException conflict(PrimaryKey key, String why, AteException cause) {
        ConflictException conflict = new ConflictException(why + ": " + cause.getMessage(), List.of(key), List.of());
        conflict.initCause(cause);
        return conflict;
    }

    /**
     * The condition on an object that was to be as it was read: the same, or that it is as a commit left it which came
     * in the place of the one that it was read from.
     */
    private Condition kept(PrimaryKey key, Condition condition) {
        boolean isBroken = refusal.object().filter(key::equals).isPresent();
        if (isBroken && refusal.reason() == Reason.CONFLICT) {
            throw refusal;
        }
        WriterId by = refused.draft().writer();
        CommitId read = by == null ? null : condition.earlier(by).orElse(null);
        if (read == null) {
            return condition;
        }
        CommitId leaving = successors.leaving(key, read);
        boolean isLost = isBroken && refusal.reason() == Reason.PREDECESSOR_REFUSED && read.equals(leaving);
        if (leaving == null || isLost) {
            throw CommitRejectedException.of(Reason.PREDECESSOR_REFUSED, "object " + key
                    + " was read as an earlier commit left it, which was refused", key);
        }
        WriterId leaver = WriterId.of(leaving);
        Condition.Own own = new Condition.AtOwn(leaving.number());
        return leaver.equals(writer) ? own : new Condition.OfAnother(leaver, own);
    }

    private Event sealed(Event event, Condition condition, Plaintext value) throws InterruptedException {
        PrimaryKey key = event.facts().key();
        PayloadForm form = Objects.requireNonNull(event.facts().payload(), "it carries a value");
        Touched made = Objects.requireNonNull(refused.touched().get(key), "the commit writes it");
        ObjectEntry live = written(made);
        boolean isSame = condition.equals(event.facts().condition()) && !merged.contains(key) && !isMistimed()
                && value.equals(made.value());
        Rights.Reading reading = Rights.reading(now, live);
        if (isOwnRing(reading)) {
            if (isSame) {
                return event;
            }
            throw new ConflictException("object " + key + " has been changed meanwhile, and who reads it is changed by "
                    + "the same commit", List.of(key), List.of());
        }
        if (reading.isEveryone()) {
            demandInClear(form, key);
            return isSame ? event : writer(event).again(event, condition, value, null);
        }
        Readership seen = refused.readership().get(key);
        if (seen != null && !seen.covers(Readership.of(now, live))) {
            throw new ConflictException("object " + key + " is by now for others to read than it was", List.of(key),
                    List.of());
        }
        chain.places().demandVouched(now, live, new PlaceTrust.Witness(newer, refused.keys(), deadline));
        DataKey newest = refused.keys().newest(reading);
        return writer(event).again(event, condition, value, newest);
    }

    /** The object that the value is given to: what is overwritten may have been born, or deleted, meanwhile. */
    private ObjectEntry written(Touched made) {
        ObjectEntry entry = made.entry();
        ObjectEntry there = refused.overwrites(made.key()) && made.rules() == null ? newer.live(made.key()) : null;
        return there != null ? there
                : isBegunAnew(made)
                        ? ObjectEntry.unsent(entry.key(), entry.parent(), entry.collection(), entry.type(), null)
                : Objects.requireNonNull(now.live(made.key()), "its place was looked at");
    }

    /** What was written for some is not given to everyone without whoever wrote it being asked. */
    private static void demandInClear(PayloadForm form, PrimaryKey key) {
        if (form.isSealed()) {
            throw new ConflictException("everyone may read object " + key + " by now", List.of(key), List.of());
        }
    }

    /** Tells whether the read rule in force is set by this very commit, whose values are sealed for it already. */
    private boolean isOwnRing(Rights.Reading reading) {
        Touched holder = refused.touched().get(reading.holder());
        return holder != null && holder.rules() != null;
    }

    /** Tells whether the server takes the time that the commit was written at for one of the future. */
    private boolean isMistimed() {
        return refusal.reason() == Reason.TIME_AHEAD;
    }

    private Event publishedNow(Event event) {
        PayloadForm form = Objects.requireNonNull(event.facts().payload(), "a public key is its value");
        return writer(event).again(event, event.facts().condition(), new Plaintext(form.format(), event.payload()),
                null);
    }

    private EventWriter writer(Event event) {
        return new EventWriter(chain.payloads(), event.facts().author(),
                isMistimed() ? chain.writersTime() : event.facts().time());
    }
}
