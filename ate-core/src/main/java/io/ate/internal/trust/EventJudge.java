package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RecallingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the events of one commit, each under the rules as the events before it left them: place, rights, sealing,
 * signatures. What is wrong with rights or sealing is kept back until all places are known to be good, so that the
 * reason given is the first in the order of admission, not the first in the order of events. Used once, by one thread.
 */
final class EventJudge {
    private final Trust trust;
    private final Judge.Role role;
    private final Fold fold;
    private final ChainState before;
    private final RecallingState state;
    private @Nullable RecallingState readersBefore;
    private final Matter matter;
    private final long first;
    private final Set<KeyId> acting;
    private final List<ObjectEntry> objects;
    private final List<KeyEntry> keys = new ArrayList<>(0);
    private final Map<Long, ObjectEntry> concealed = new HashMap<>(0);
    private @Nullable RefusedException lackingRight;
    private @Nullable RefusedException badlySealed;
    private @Nullable RefusedException unsigned;

    /**
     * @param before the state that the commit was made for
     * @param state the same, with nothing laid over it yet
     */
    EventJudge(Trust trust, Judge.Role role, Fold fold, ChainState before, RecallingState state, Matter matter,
            long first) {
        this.trust = trust;
        this.role = role;
        this.fold = fold;
        this.before = before;
        this.state = state;
        this.matter = matter;
        this.first = first;
        this.acting = matter.acting();
        this.objects = new ArrayList<>(matter.events().size());
    }

    Effects effects() throws RefusedException {
        if (matter.fault() instanceof CheckedCommit.Fault.WrongDerivedKey(String text)) {
            throw new RefusedException(Reason.WRONG_DERIVED_KEY, text, null);
        }
        matter.published()
                .forEach((id, publication) -> state.put(new KeyEntry(publication.keys(),
                        publication.payload().controller(), first)));
        List<Event> events = matter.events();
        for (int i = 0; i < events.size(); i++) {
            judge(events.get(i), matter.rings().get(i), sequenceOf(i));
        }
        if (lackingRight != null) {
            throw lackingRight;
        }
        if (badlySealed != null) {
            throw badlySealed;
        }
        demandSignatures();
        return new Effects(objects, keys, concealed, sequenceOf(events.size() - 1));
    }

    /** Sequences rise; what is predicted counts downwards from a negative number. */
    private long sequenceOf(int index) {
        return first < 0 ? first - index : first + index;
    }

    private void judge(Event event, @Nullable KeyRing ring, long sequence) throws RefusedException {
        Facts facts = event.facts();
        ObjectEntry live = state.live(facts.key());
        boolean endsThere = role == Judge.Role.RECALLING && isPutWhereNothingIs(facts);
        if (role == Judge.Role.RECALLING && live == null && (endsThere || facts.isChange())) {
            return;
        }
        if (!endsThere) {
            demandPlace(facts, live);
        }
        demandRights(facts, live);
        ObjectEntry next = fold.next(live, facts, ring, sequence);
        state.put(next);
        objects.add(next);
        if (endsThere) {
            return;
        }
        if (live != null && next.conceals(live)) {
            concealed.put(sequence, live);
        }
        if (facts.kind() == Kind.KEY) {
            notePublished(facts, sequence);
        }
        demandSealing(facts, next);
        demandValueMovesWithReaders(facts, live, next);
    }

    /**
     * Tells whether it puts an object below one that has ended since and is not known any more: then it has ended with
     * that, and all that matters of it is that it is not where it was.
     */
    private boolean isPutWhereNothingIs(Facts facts) {
        return facts.kind() == Kind.PUT && facts.place() instanceof Place.Under(PrimaryKey parent, String _)
                && state.live(parent) == null;
    }

    private void notePublished(Facts facts, long sequence) {
        KeyId id = publishedBy(facts);
        CheckedCommit.Publication publication = id == null ? null : matter.published().get(id);
        if (publication != null) {
            keys.add(new KeyEntry(publication.keys(), publication.payload().controller(), sequence));
        }
    }

    // --- place

    private void demandPlace(Facts facts, @Nullable ObjectEntry live) throws RefusedException {
        switch (facts.kind()) {
            case PUT -> {
                if (!facts.key().isZero()) {
                    demandPlaceOfValue(facts, live);
                }
            }
            case DELETE -> {
                if (live == null || live.isPublishedKey()) {
                    throw refused(Reason.NO_SUCH_OBJECT, "there is no object " + facts.key() + " to delete", facts);
                }
            }
            case KEY -> {
                // Nothing but this key can stand at its place, and that it does was checked with the payload.
            }
            case ERASE, EPHEMERAL -> throw refused(Reason.UNSUPPORTED, facts.kind() + " is not supported yet", facts);
        }
    }

    private void demandPlaceOfValue(Facts facts, @Nullable ObjectEntry live) throws RefusedException {
        if (PublishedKey.isObject(facts.key())) {
            throw refused(Reason.MALFORMED, "object " + facts.key() + " is a public key's and takes no value", facts);
        }
        if (live == null && (facts.place() instanceof Place.Stays || facts.payload() == null)) {
            throw refused(Reason.NO_SUCH_OBJECT, "there is no object " + facts.key() + " to change", facts);
        }
        if (facts.place() instanceof Place.Under(PrimaryKey parent, String _)) {
            ObjectEntry above = state.live(parent);
            if (above == null || above.isPublishedKey()) {
                throw new RefusedException(Reason.NO_SUCH_PARENT,
                        "there is no object " + parent + " to put " + facts.key() + " below", parent);
            }
            demandNoCycle(facts, live, above);
        }
        if (live != null && facts.key().isDerived() && Fold.moves(live, facts)) {
            throw refused(Reason.NOT_MOVABLE, "object " + facts.key() + " is bound to its place by its name", facts);
        }
    }

    private void demandNoCycle(Facts facts, @Nullable ObjectEntry live, ObjectEntry above) throws RefusedException {
        if (live != null && state.isAtOrAbove(facts.key(), above, ChainState.DEPTH - 1)) {
            throw refused(Reason.CYCLE, "object " + facts.key() + " would hang below itself", facts);
        }
        if (state.height(above) >= ChainState.DEPTH) {
            throw refused(Reason.LIMIT, "objects hang at most " + ChainState.DEPTH + " deep, and " + named(facts)
                    + " would hang deeper: put it elsewhere", facts);
        }
    }

    // --- rights

    private void demandRights(Facts facts, @Nullable ObjectEntry live) {
        if (lackingRight != null) {
            return;
        }
        boolean sensitive = isSensitive(facts, live);
        if (role == Judge.Role.ADMITTING || trust == Trust.DISTRIBUTED || sensitive) {
            boolean bySignature = role != Judge.Role.ADMITTING || trust == Trust.DISTRIBUTED;
            lackingRight = lacks(facts, live, bySignature ? signing() : acting);
            if (lackingRight == null && sensitive && !bySignature && unsigned == null
                    && lacks(facts, live, matter.signing()) != null) {
                unsigned = refused(Reason.SIGNATURE_REQUIRED,
                        "a change of rules, place or keys, what begins in clear, and what begins under the id of something "
                                + "that was ruled or moved, is signed by a key that has the right to it",
                        facts);
            }
        }
    }

    /**
     * In distributed trust a missing signature is a matter of its own, told last; the keys named stand for it till
     * then.
     */
    private Set<KeyId> signing() {
        return trust == Trust.DISTRIBUTED ? acting : matter.signing();
    }

    /**
     * Rules and places end with their object, and that with what it hangs below, of which nobody may have signed the
     * end. If the object could begin again without a signature, the birth that it had before it was ruled, or moved,
     * could be played once more, and it would be there without its rules, or where it was at first.
     */
    private boolean isSensitive(Facts facts, @Nullable ObjectEntry live) {
        return switch (facts.kind()) {
            case PUT -> facts.rules() != null
                    || (live == null ? isInClear(facts) || state.beginsSigned(facts.key()) : Fold.moves(live, facts));
            case DELETE -> live != null && live.rules() != null;
            case ERASE, KEY, EPHEMERAL -> true;
        };
    }

    /**
     * A value in clear that begins an object says that everyone may read what is written there from now on; nothing but
     * a signature can vouch for that. One that is sealed is vouched for by its seal, which the server cannot make.
     */
    private static boolean isInClear(Facts facts) {
        return facts.payload() != null && !facts.payload().isSealed();
    }

    private @Nullable RefusedException lacks(Facts facts, @Nullable ObjectEntry live, Set<KeyId> held) {
        return switch (facts.kind()) {
            case PUT -> lacksForPut(facts, live, held);
            case DELETE -> live == null || Rights.mayWrite(state, live, held) ? null : noWrite(facts);
            case KEY -> lacksForKey(facts, held);
            case ERASE, EPHEMERAL -> null;
        };
    }

    private @Nullable RefusedException lacksForPut(Facts facts, @Nullable ObjectEntry live, Set<KeyId> held) {
        ObjectRules rules = facts.rules();
        if (rules != null && role != Judge.Role.SAMPLING) {
            KeyId unknown = firstUnknown(rules);
            if (unknown != null) {
                return refused(Reason.UNKNOWN_KEY, "the chain does not know key " + unknown
                        + "; publish it in the same commit", facts);
            }
        }
        if (live == null) {
            return Rights.mayWrite(state, parentOf(facts), held) ? null : noWriteAbove(facts);
        }
        boolean moves = Fold.moves(live, facts);
        if ((rules != null || moves) && !Rights.mayControl(state, live, held)) {
            return refused(Reason.NO_CONTROL_AUTHORITY,
                    "none of the acting keys may " + (moves ? "move " : "change the rules of ") + named(facts)
                            + ": ask an owner",
                    facts);
        }
        if (facts.payload() != null && !Rights.mayWrite(state, live, held)) {
            return noWrite(facts);
        }
        boolean isWritten = moves && !(role == Judge.Role.RECALLING && isPutWhereNothingIs(facts));
        return isWritten && !Rights.mayWrite(state, parentOf(facts), held) ? noWriteAbove(facts) : null;
    }

    private ObjectEntry parentOf(Facts facts) {
        ObjectEntry parent = state.entry(Fold.parentOf(facts.place()));
        return parent != null ? parent : state.zero();
    }

    private @Nullable RefusedException lacksForKey(Facts facts, Set<KeyId> held) {
        KeyId id = publishedBy(facts);
        CheckedCommit.Publication publication = id == null ? null : matter.published().get(id);
        if (id == null || publication == null) {
            return refused(Reason.MALFORMED, "object " + facts.key() + " is not the key that it publishes", facts);
        }
        if (publication.payload().retired()) {
            return refused(Reason.UNSUPPORTED, "keys cannot be retired yet", facts);
        }
        ObjectEntry zero = state.zero();
        boolean isOwner = Rights.mayControl(state, zero, held);
        if (!isOwner && !mayName(publication.payload().controller(), id, held)) {
            return refused(Reason.NO_CONTROL_AUTHORITY, "who controls key " + id
                    + " is for that key to say once, or for the chain's owners", facts);
        }
        boolean needed = isNamed(id) || (acting.contains(id) && doesMoreThanPublish());
        return needed || isOwner || Rights.mayWrite(state, zero, held) ? null
                : refused(Reason.KEY_NOT_NEEDED, "nothing in the commit needs key " + id, facts);
    }

    /** A commit of nothing but keys needs none of them, or strangers could fill the log with their own. */
    private boolean doesMoreThanPublish() {
        return matter.events().stream().anyMatch(event -> event.facts().kind() != Kind.KEY);
    }

    /**
     * Whoever needs a key may publish it as it stands in the chain, or under nobody's control; the key itself may give
     * itself a controller as long as it has none. Afterwards it may not: a stolen key must not get rid of who retires
     * it.
     */
    private boolean mayName(@Nullable KeyId controller, KeyId id, Set<KeyId> held) {
        KeyEntry known = before.publicKey(id);
        KeyId present = known == null ? null : known.controller();
        return Objects.equals(controller, present) || (present == null && held.contains(id));
    }

    private @Nullable KeyId publishedBy(Facts facts) {
        for (KeyId id : matter.published().keySet()) {
            if (PublishedKey.objectOf(id).equals(facts.key())) {
                return id;
            }
        }
        return null;
    }

    private boolean isNamed(KeyId id) {
        for (Event event : matter.events()) {
            ObjectRules rules = event.facts().rules();
            if (rules != null && named(rules).contains(id)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable KeyId firstUnknown(ObjectRules rules) {
        for (KeyId id : named(rules)) {
            if (state.publicKey(id) == null) {
                return id;
            }
        }
        return null;
    }

    private static Set<KeyId> named(ObjectRules rules) {
        Set<KeyId> named = new HashSet<>();
        if (rules.read() instanceof ReadRule.Keys(List<KeyId> readers)) {
            named.addAll(readers);
        }
        if (rules.write() instanceof WriteRule.AnyOf(List<KeyId> writers)) {
            named.addAll(writers);
        }
        if (rules.control() instanceof ControlRule.AnyOf(List<KeyId> owners)) {
            named.addAll(owners);
        }
        return named;
    }

    // --- sealing

    private void demandSealing(Facts facts, ObjectEntry next) {
        PayloadForm form = facts.payload();
        if (form == null || next.isPublishedKey() || badlySealed != null) {
            return;
        }
        Rights.Reading reading = Rights.reading(state, next);
        if (reading.isEveryone()) {
            if (form.isSealed()) {
                badlySealed = refused(Reason.MUST_BE_CLEAR, "what everyone may read is stored in clear", facts);
            }
        } else if (!form.isSealed()) {
            badlySealed = refused(Reason.MUST_BE_SEALED, "what not everyone may read is stored sealed", facts);
        } else if (!(reading.entry().ring() instanceof KeyRing.Sealed ring) || !ring.newest().equals(form.dataKey())) {
            badlySealed = refused(Reason.STALE_DATA_KEY, "the payload of " + facts.key()
                    + " is not sealed with the newest data key in force there", facts);
        }
    }

    /**
     * A value that is moved to other readers has to come along, sealed for them, or nobody would ever open it there.
     * What hangs below is for the mover to see to, as it is for whoever changes the readers of a place.
     */
    private void demandValueMovesWithReaders(Facts facts, @Nullable ObjectEntry live, ObjectEntry next) {
        if (live == null || facts.payload() != null || badlySealed != null || facts.kind() != Kind.PUT
                || !Fold.moves(live, facts)) {
            return;
        }
        RecallingState unchanged = readersBefore;
        if (unchanged == null) {
            unchanged = new RecallingState(before);
            readersBefore = unchanged;
        }
        if (!Rights.reading(unchanged, live).opensLike(Rights.reading(state, next))) {
            badlySealed = refused(Reason.STALE_DATA_KEY, "others read where " + facts.key()
                    + " is put than where it was, and it does not bring its value sealed for them", facts);
        }
    }

    // --- signatures

    private void demandSignatures() throws RefusedException {
        if (matter.fault() instanceof CheckedCommit.Fault.InvalidSignature(String text)) {
            throw new RefusedException(Reason.SIGNATURE_INVALID, text, null);
        }
        if (matter.fault() instanceof CheckedCommit.Fault.UnknownSigner(String text)) {
            throw new RefusedException(Reason.UNKNOWN_KEY, text, null);
        }
        if (trust == Trust.DISTRIBUTED && !matter.signing().equals(acting)) {
            throw new RefusedException(Reason.SIGNATURE_REQUIRED,
                    "in distributed trust every key that a commit acts under signs it", null);
        }
        if (unsigned != null) {
            throw unsigned;
        }
    }

    private static RefusedException noWrite(Facts facts) {
        return refused(Reason.NO_WRITE_AUTHORITY, "none of the acting keys may write " + named(facts)
                + ": ask an owner to grant it", facts);
    }

    /** What it is to be put below is known to who puts it there, and what is granted to him. */
    private RefusedException noWriteAbove(Facts facts) {
        PrimaryKey above = parentOf(facts).key();
        return refused(Reason.NO_WRITE_AUTHORITY, "none of the acting keys may write "
                + (above.isZero() ? "at the top of the chain" : "below object " + above) + ", where " + named(facts)
                + " is to be put: ask an owner to grant it there", facts);
    }

    private static String named(Facts facts) {
        return facts.key().isZero() ? "the chain" : "object " + facts.key();
    }

    private static RefusedException refused(Reason reason, String text, Facts facts) {
        return new RefusedException(reason, text, facts.key());
    }
}
