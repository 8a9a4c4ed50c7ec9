package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.CommitId;
import io.ate.NoReadAuthorityException;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.event.Facts;
import io.ate.internal.event.NameTag;
import io.ate.internal.view.ObjectEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One object as a unit of work has it: what it was when it was read, and what has become of it since. However often it
 * is changed, this is where the changes meet, so that they make one event. Confined to the unit of work's thread.
 */
final class ObjectState {
    private final @Nullable ObjectEntry before;
    private final @Nullable NameTag tag;
    private final @Nullable Origin updated;
    private final @Nullable AteException refusal;
    private @Nullable Plaintext base;
    private @Nullable ValueElsewhere elsewhere;
    private ObjectEntry entry;
    private @Nullable Plaintext value;
    private @Nullable Type<?> updatedAs;
    private Expectation expectation;
    private boolean written;
    private boolean again;
    private boolean deleted;
    private boolean demanded;
    private @Nullable NewRules rules;
    private @Nullable CommitId below;

    private ObjectState(@Nullable ObjectEntry before, ObjectEntry entry, @Nullable NameTag tag,
            @Nullable Plaintext value,
            @Nullable Origin updated, @Nullable AteException refusal, Expectation expectation) {
        this.before = before;
        this.entry = entry;
        this.tag = tag;
        this.base = value;
        this.value = value;
        this.updated = updated;
        this.refusal = refusal;
        this.expectation = expectation;
    }

    /** An object that exists, with its value. */
    static ObjectState read(ObjectEntry entry, Stored stored) {
        return new ObjectState(entry, entry, stored.facts().tag(), stored.plaintext(), origin(entry, stored.facts()),
                null, Expectation.ANYTHING);
    }

    /** An object that exists, whose value does not open; whoever asks for it is told why. */
    static ObjectState closed(ObjectEntry entry, Facts facts, AteException refusal) {
        return new ObjectState(entry, entry, facts.tag(), null, origin(entry, facts), refusal, Expectation.ANYTHING);
    }

    /** An object that exists, whose value is not here; whoever asks for it has it fetched. */
    static ObjectState elsewhere(ObjectEntry entry, ValueElsewhere value) {
        Facts facts = value.facts();
        ObjectState state = new ObjectState(entry, entry, facts.tag(), null, origin(entry, facts), null,
                Expectation.ANYTHING);
        state.elsewhere = value;
        return state;
    }

    private static Origin origin(ObjectEntry entry, Facts facts) {
        return new Origin(facts.author(), Instant.ofEpochMilli(facts.time()), entry.valued());
    }

    /** An object that exists, whose value does not matter. */
    static ObjectState unread(ObjectEntry entry, @Nullable NameTag tag) {
        return new ObjectState(entry, entry, tag, null, null, null, Expectation.ANYTHING);
    }

    /** An object that does not exist yet, as far as is known here. */
    static ObjectState born(ObjectEntry entry, @Nullable NameTag tag, Expectation expectation) {
        return new ObjectState(null, entry, tag, null, null, null, expectation);
    }

    PrimaryKey key() {
        return entry.key();
    }

    /** The object as the chain has it, or null if it is new. */
    @Nullable
    ObjectEntry before() {
        return before;
    }

    /** The object as it is here now. */
    ObjectEntry entry() {
        return entry;
    }

    @Nullable
    NameTag tag() {
        return tag;
    }

    /** Who gave it the value that was read, or null if none was. */
    @Nullable
    Origin updated() {
        return updated;
    }

    /** The value as it is here now, or null where it was not read, or not fetched. */
    @Nullable
    Plaintext value() {
        return value;
    }

    /**
     * The value as it is here now.
     *
     * @throws io.ate.NoReadAuthorityException if the session does not open it
     * @throws io.ate.CorruptionException if nobody does
     * @throws io.ate.ChainUnavailableException if it has to be fetched and does not come in time
     */
    Plaintext demandValue() {
        if (value != null) {
            return value;
        }
        if (elsewhere != null) {
            Plaintext fetched = elsewhere.fetch();
            base = fetched;
            value = fetched;
            elsewhere = null;
            return fetched;
        }
        throw refusal != null ? refusal : new IllegalStateException("object " + key() + " was not read");
    }

    /** Tells whether the session may read the value, of which nothing is fetched for that. */
    boolean isReadable() {
        return value != null
                || (elsewhere != null ? elsewhere.opens() : !(refusal instanceof NoReadAuthorityException));
    }

    Expectation expectation() {
        return expectation;
    }

    /** Tells whether the commit is to carry the value. */
    boolean isWritten() {
        return written;
    }

    boolean isDeleted() {
        return deleted;
    }

    boolean isBorn() {
        return before == null;
    }

    /** Tells whether the commit is to put an object that exists elsewhere than it is. */
    boolean isMoved() {
        return before != null && !deleted && !before.isIn(entry.parent(), entry.collection());
    }

    /** Tells whether the object is in that collection because this unit of work put it there. */
    boolean isPutIn(PrimaryKey parent, String collection) {
        return !deleted && (isBorn() || isMoved()) && entry.isIn(parent, collection);
    }

    /** Tells whether the object was in that collection and this unit of work took it out. */
    boolean isTakenFrom(PrimaryKey parent, String collection) {
        return before != null && before.isIn(parent, collection) && (deleted || isMoved());
    }

    /** The rules that the commit is to set, or null where it leaves them. */
    @Nullable
    NewRules rules() {
        return rules;
    }

    /** Tells whether the commit is to hold an event of this object. */
    boolean isChanged() {
        return deleted ? before != null : written || rules != null || isMoved();
    }

    /** What has been made of it, if a commit has to know of that; else null. */
    @Nullable
    Touched made() {
        return isChanged() || isReliedOn()
                ? new Touched(before, entry, tag, written ? value : null, expectation, deleted, demanded, rules, below)
                : null;
    }

    /** It was put below what that own commit began, which has no answer. */
    void below(CommitId commit) {
        below = commit;
    }

    void write(Plaintext replacement) {
        value = replacement;
        written = true;
        again = false;
    }

    /**
     * Replaces the value by what an update made of it. What was overwritten before it was read does not depend on what
     * it had been.
     */
    void update(Type<?> type, Plaintext replacement) {
        if (!written || expectation == Expectation.UNCHANGED) {
            updatedAs = type;
            expectUnchanged();
        }
        write(replacement);
    }

    /**
     * What was made of the value that was read, if the commit relies on the object's being unchanged for nothing but
     * that; else null.
     */
    @Nullable
    Edit edit() {
        return updatedAs == null || base == null || value == null || before == null || demanded || !written ? null
                : new Edit(updatedAs, base, value);
    }

    /**
     * Has the value written: unless the commit writes one already, again as it was read, sealed with another key.
     */
    void writeAgain(Plaintext same) {
        if (!written) {
            write(same);
            again = true;
        }
    }

    /** Tells whether the commit is to carry the value that the object has. */
    boolean isAgain() {
        return again;
    }

    /** From now on the commit relies on the object being as it was read, whatever else it makes of it. */
    void relyOnWhatWasRead() {
        demanded = true;
        expectUnchanged();
    }

    /** Tells whether the commit relies on all of the object, where it is and which rules it has, too. */
    boolean isReliedOn() {
        return demanded && before != null;
    }

    private void expectUnchanged() {
        if (before != null) {
            expectation = Expectation.UNCHANGED;
        }
    }

    /** Ends it; what was moved ends where it was. */
    void delete() {
        deleted = true;
        entry = before == null ? entry : before;
        relyOnWhatWasRead();
    }

    /** Puts it elsewhere, or back where the chain has it. */
    void move(PrimaryKey parent, String collection) {
        entry = before != null && before.isIn(parent, collection) ? before.ruledBy(entry.rules())
                : entry.movedTo(parent, collection);
        relyOnWhatWasRead();
    }

    /** It lives on: neither the deletion nor other rules that it was given here are to be part of the commit. */
    void revive() {
        deleted = false;
        rules = null;
        entry = before == null ? entry : before;
    }

    void rule(NewRules replacement) {
        rules = replacement;
        entry = entry.ruledBy(replacement.carried());
        relyOnWhatWasRead();
    }
}
