package io.ate.internal.view;

import io.ate.PrimaryKey;
import io.ate.internal.event.Bounds;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One object as it stands from one event on. Immutable but for the link to the state that it replaced, which the
 * applier cuts when nobody reads so far back; safe to read from any thread.
 *
 * <p>
 * A version is the sequence of the newest event that names the object. In an overlay of commits that are not answered
 * yet, where sequences are unknown, it is negative.
 */
public final class ObjectEntry {
    private static final long UNSENT = Long.MIN_VALUE;

    private final PrimaryKey key;
    private final PrimaryKey parent;
    private final String collection;
    private final String type;
    private final @Nullable RuleEntry rules;
    private final long version;
    private final long born;
    private final long placed;
    private final long valued;
    private final long written;
    private final long vouching;
    private final boolean deleted;
    private volatile @Nullable ObjectEntry older;

    ObjectEntry(PrimaryKey key, PrimaryKey parent, String collection, String type, @Nullable RuleEntry rules,
            long version, long born, long placed, long valued, long written, long vouching,
            boolean deleted) {
        this.key = key;
        this.parent = parent;
        this.collection = collection;
        this.type = type;
        this.rules = rules;
        this.version = version;
        this.born = born;
        this.placed = placed;
        this.valued = valued;
        this.written = written;
        this.vouching = vouching;
        this.deleted = deleted;
    }

    /** Object zero with the rules that the genesis or a later event gave it. */
    static ObjectEntry zero(RuleEntry rules, long version) {
        return new ObjectEntry(PrimaryKey.ZERO, PrimaryKey.ZERO, "", "", rules, version, 0, 0, 0, 0, 0, false);
    }

    /** An object as its maker has it who has not committed it yet: younger than all that is known. */
    public static ObjectEntry unsent(PrimaryKey key, PrimaryKey parent, String collection, String type,
            @Nullable RuleEntry rules) {
        return new ObjectEntry(key, parent, collection, type, rules, UNSENT, UNSENT, UNSENT, UNSENT, UNSENT, UNSENT,
                false);
    }

    /** This object with other rules of its own, as who changes them has it before that is committed. */
    public ObjectEntry ruledBy(@Nullable RuleEntry other) {
        return new ObjectEntry(key, parent, collection, type, other, version, born, placed, valued, written, vouching,
                deleted);
    }

    /** This object elsewhere, as who moves it has it before that is committed. */
    public ObjectEntry movedTo(PrimaryKey otherParent, String otherCollection) {
        return new ObjectEntry(key, otherParent, otherCollection, type, rules, version, born, UNSENT, valued, written,
                vouching, deleted);
    }

    public PrimaryKey key() {
        return key;
    }

    /** This object with the value that {@code later} gives it, and nothing else of that. */
    public ObjectEntry valuedBy(ObjectEntry later) {
        return new ObjectEntry(key, parent, collection, later.type, rules, later.version, born, placed, later.valued,
                later.written, later.vouching, false);
    }

    /** The object as the newest event that names it leaves it where that is its birth. */
    public ObjectEntry begunAnew() {
        return new ObjectEntry(key, parent, collection, type, null, version, version, version, version, version,
                version, false);
    }

    /** The parent's key; zero at the top. */
    public PrimaryKey parent() {
        return parent;
    }

    /** The collection of the parent that the object is in; empty at the top. */
    public String collection() {
        return collection;
    }

    public String type() {
        return type;
    }

    /** The object's own rules, or null where it inherits all three. */
    public @Nullable RuleEntry rules() {
        return rules;
    }

    /** Sequence of the newest event that names the object. */
    public long version() {
        return version;
    }

    /** Sequence of the event that began the object's present life. */
    public long born() {
        return born;
    }

    /** Sequence of the event that put the object where it is. */
    public long placed() {
        return placed;
    }

    /** Sequence of the event that carries the present value. */
    public long valued() {
        return valued;
    }

    /**
     * Sequence of the event that its writer gave the present value with: an earlier one than {@link #valued} where it
     * has only been sealed again since, for other readers. Known of what is confirmed alone.
     */
    public long written() {
        return written;
    }

    /**
     * Sequence of the newest event whose value says by its seal that the object is where it is: its birth, or a later
     * one whose writer answers for that. Of what has been moved it says nothing. Known of what is confirmed alone.
     */
    public long vouching() {
        return vouching;
    }

    public boolean isDeleted() {
        return deleted;
    }

    /** Tells whether a unit of work that is not committed put the object where it is. */
    public boolean isUnsent() {
        return placed == UNSENT;
    }

    /** Tells whether the newest event that names the object put it elsewhere than it was. */
    public boolean isMoved() {
        return placed == version && born != version && !deleted;
    }

    /** Tells whether its newest event is one after which no later birth of that key is taken without a signature. */
    boolean isBoundBySignature() {
        return rules != null || isMoved();
    }

    /** Tells whether the object is in that collection of that parent, which is zero at the top. */
    public boolean isIn(PrimaryKey otherParent, String otherCollection) {
        return parent.equals(otherParent) && collection.equals(otherCollection);
    }

    /** Tells whether both say the same of where the object is and of what it has of rules and keys. */
    public boolean isPlacedAndRuledLike(ObjectEntry other) {
        return isIn(other.parent, other.collection) && (rules == null ? other.rules == null
                : other.rules != null && rules.rules().equals(other.rules.rules())
                        && Objects.equals(rules.ring(), other.rules.ring()));
    }

    /** Tells whether the object is in another place than {@code before}, a state of the same life, had it. */
    public boolean isElsewhereThan(ObjectEntry before) {
        return !parent.equals(before.parent) || !collection.equals(before.collection);
    }

    /**
     * Tells whether its newest event hides what {@code before}, the state of the same life until then, says: where the
     * object was, or which event carried the value that it only seals again.
     */
    public boolean conceals(ObjectEntry before) {
        return isElsewhereThan(before) || isSealedAgain();
    }

    /** Tells whether its newest event brought the value that the object had, sealed for other readers. */
    private boolean isSealedAgain() {
        return valued == version && written != valued && !deleted;
    }

    /** Tells whether the object is a published key and no value of anybody's. */
    public boolean isPublishedKey() {
        return type.isEmpty() && !key.isZero();
    }

    /** This entry with every sequence in it replaced; itself where nothing changes. */
    public ObjectEntry translated(LongUnaryOperator sequences) {
        long v = sequences.applyAsLong(version);
        long b = sequences.applyAsLong(born);
        long p = sequences.applyAsLong(placed);
        long at = sequences.applyAsLong(valued);
        return v == version && b == born && p == placed && at == valued ? this
                : new ObjectEntry(key, parent, collection, type, rules, v, b, p, at, sequences.applyAsLong(written),
                        sequences.applyAsLong(vouching), deleted);
    }

    /** Writes all of it but what came before, for who has to know it in a later run. */
    public void write(WireWriter out) {
        out.bits64(key.high()).bits64(key.low()).bits64(parent.high()).bits64(parent.low());
        out.text16(collection).text16(type).flag(rules != null);
        if (rules != null) {
            rules.write(out);
        }
        out.bits64(version).bits64(born).bits64(placed).bits64(valued).flag(deleted);
    }

    /** Reads what {@link #write} writes. */
    public static ObjectEntry read(WireReader in) throws MalformedException {
        PrimaryKey key = new PrimaryKey(in.bits64(), in.bits64());
        PrimaryKey parent = new PrimaryKey(in.bits64(), in.bits64());
        String collection = in.text16(Bounds.NAME);
        String type = in.text16(Bounds.NAME);
        RuleEntry rules = in.flag() ? RuleEntry.read(in) : null;
        long version = in.bits64();
        long born = in.bits64();
        long placed = in.bits64();
        long valued = in.bits64();
        return new ObjectEntry(key, parent, collection, type, rules, version, born, placed, valued, valued, born,
                in.flag());
    }

    @Nullable
    ObjectEntry older() {
        return older;
    }

    void replaces(@Nullable ObjectEntry replaced) {
        older = replaced;
    }

    void forgetOlder() {
        older = null;
    }

    @Override
    public String toString() {
        return "ObjectEntry[" + key + " " + type + " version " + version + (deleted ? " deleted" : "") + "]";
    }
}
