package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The part of an event's header that says what changes: readable by the server, bound to the payload as associated
 * data, signed by the writer. Immutable.
 *
 * @param tag there exactly when {@code key} is derived
 * @param type the type's name; empty exactly for what has no value of the user's: object zero, DELETE, ERASE, KEY
 * @param rules the rules that the event sets, or null where it leaves them
 * @param author the key on whose behalf the event was written; one of the commit's keys
 * @param time the writer's clock in milliseconds since 1970; for people, never for order
 * @param payload how to read the payload, or null where there is none
 * @param ring the hash of the key ring beside the event, or null where there is none
 */
public record Facts(Kind kind, PrimaryKey key, @Nullable NameTag tag, String type, Place place,
        @Nullable ObjectRules rules, Condition condition, KeyId author, long time, @Nullable Hash replyTo,
        @Nullable PayloadForm payload, @Nullable Hash ring) {

    private static final int HAS_RULES = 1;
    private static final int HAS_REPLY_TO = 2;
    private static final int HAS_PAYLOAD = 4;
    private static final int HAS_RING = 8;
    private static final int KNOWN = HAS_RULES | HAS_REPLY_TO | HAS_PAYLOAD | HAS_RING;

    /** The one encoding of these facts. */
    public Slice encode() {
        WireWriter out = new WireWriter(192);
        out.u8(kind.code());
        out.u8((rules != null ? HAS_RULES : 0) | (replyTo != null ? HAS_REPLY_TO : 0)
                | (payload != null ? HAS_PAYLOAD : 0) | (ring != null ? HAS_RING : 0));
        out.bits64(key.high()).bits64(key.low());
        if (tag != null) {
            tag.write(out);
        }
        out.name(type);
        place.write(out);
        if (rules != null) {
            rules.write(out);
        }
        condition.write(out);
        KeyIds.write(out, author);
        out.u64(time);
        if (replyTo != null) {
            out.hash(replyTo);
        }
        if (payload != null) {
            payload.write(out);
        }
        if (ring != null) {
            out.hash(ring);
        }
        return out.toSlice();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static Facts decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Kind kind = Kind.of(in.u8());
        int has = in.u8();
        if ((has & ~KNOWN) != 0) {
            throw new MalformedException("unknown fields in an event");
        }
        PrimaryKey key = new PrimaryKey(in.bits64(), in.bits64());
        NameTag tag = key.isDerived() ? NameTag.read(in) : null;
        String type = in.name();
        Place place = Place.read(in);
        ObjectRules rules = (has & HAS_RULES) != 0 ? ObjectRules.read(in) : null;
        Condition condition = Condition.read(in);
        KeyId author = KeyIds.read(in);
        long time = in.u64();
        Hash replyTo = (has & HAS_REPLY_TO) != 0 ? in.hash() : null;
        PayloadForm payload = (has & HAS_PAYLOAD) != 0 ? PayloadForm.read(in) : null;
        Hash ring = (has & HAS_RING) != 0 ? in.hash() : null;
        in.end();
        Facts facts = new Facts(kind, key, tag, type, place, rules, condition, author, time, replyTo, payload, ring);
        facts.demandShape();
        return facts;
    }

    /** Tells whether the value is, as the writer says, the one that the object had, for other readers. */
    public boolean isAgain() {
        return payload != null && payload.again();
    }

    /**
     * Tells whether who sealed the value answers for the object being in that collection of {@code parent}, which is
     * zero at the top. A derived key is nowhere but at its place.
     */
    public boolean vouchesFor(PrimaryKey parent, String collection) {
        return payload != null && payload.isSealed()
                && (key.isDerived() || PlaceMark.of(parent, collection).equals(payload.vouched()));
    }

    /**
     * Tells whether the ring beside the event must be there: where readers are named, or object zero gives up secrecy.
     */
    private boolean wantsRing() {
        return rules != null && (rules.read() instanceof ReadRule.Keys
                || (key.isZero() && rules.read() instanceof ReadRule.Everyone));
    }

    /** Checks what belongs together; which fields a kind may carry is part of the layout. */
    private void demandShape() throws MalformedException {
        demand((tag != null) == key.isDerived(), "a derived key comes with its tag, and no other");
        demand(PublishedKey.isObject(key) == (kind == Kind.KEY), "public keys, and nothing else, stand where keys are");
        demand(kind == Kind.PUT || !isAgain(), "only what an object had is sealed again");
        demand(payload == null || payload.vouched() == null || (kind == Kind.PUT && payload.isSealed()),
                "only who seals a value of an object answers for the place");
        demand(ring == null || wantsRing() || !mayMove(),
                "refused: the ring of a moved object is of a later version");
        demand((ring != null) == wantsRing(), "a ring stands beside an event that names readers, and no other");
        switch (kind) {
            case PUT -> demandPut();
            case DELETE, ERASE -> {
                demand(type.isEmpty() && place instanceof Place.Stays && rules == null && replyTo == null
                        && payload == null, "deletion carries nothing but the object's key and a condition");
                demand(!key.isZero(), "object zero cannot be deleted");
            }
            case KEY -> demand(type.isEmpty() && place instanceof Place.Stays && rules == null && replyTo == null
                    && payload != null && payload.format() == PayloadForm.Format.FIXED && !payload.isSealed()
                    && payload.transform() == 0,
                    "a public key is published in clear, in its fixed layout");
            case EPHEMERAL -> demand(!type.isEmpty() && payload != null
                    && payload.format() != PayloadForm.Format.FIXED && rules == null
                    && condition instanceof Condition.None && place instanceof Place.Under && tag == null,
                    "a request or reply has a value and a place, no rules and no name");
        }
    }

    /** Tells whether the event moves an object and does nothing else: one that brings a value may be a birth. */
    private boolean mayMove() {
        return kind == Kind.PUT && payload == null && !(place instanceof Place.Stays);
    }

    private void demandPut() throws MalformedException {
        demand(replyTo == null, "only an ephemeral event replies");
        demand(payload == null || payload.format() != PayloadForm.Format.FIXED, "a value is Smile or JSON");
        if (key.isZero()) {
            demand(type.isEmpty() && place instanceof Place.Stays && payload == null && rules != null
                    && rules.areComplete(), "object zero takes complete rules and nothing else");
        } else {
            demand(!type.isEmpty(), "a value has a type");
            demand(payload != null || rules != null || !(place instanceof Place.Stays), "a change changes something");
        }
    }

    private static void demand(boolean holds, String otherwise) throws MalformedException {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }

    /** Tells whether it changes or ends an object that there has to be, and begins none. */
    public boolean isChange() {
        return switch (kind) {
            case PUT -> !key.isZero() && (place instanceof Place.Stays || payload == null
                    || condition instanceof Condition.AtVersion || condition instanceof Condition.AtOwn);
            case DELETE -> true;
            case KEY, ERASE, EPHEMERAL -> false;
        };
    }
}
