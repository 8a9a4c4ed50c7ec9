package io.ate.internal.testing;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Condition;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.NameTag;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.Seal;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One change to one object, from which an {@link Event} is made as soon as its author is known. Immutable. What is
 * "sealed" here only says so: nothing that judges commits can tell.
 */
public record Change(Kind kind, PrimaryKey key, @Nullable NameTag tag, String type, Place place,
        @Nullable ObjectRules rules, DataKeyId newest, Condition condition, @Nullable PayloadForm form, Slice payload) {

    /** When all events of tests were written, in milliseconds since 1970. */
    public static final long TIME = 1_700_000_000_000L;

    /** A change of that object, which has to be said yet. */
    public static Change put(PrimaryKey key) {
        return bare(Kind.PUT, key, "note", new Place.Stays());
    }

    /** Object zero takes these rules. */
    public static Change putZero(Rule rules) {
        return bare(Kind.PUT, PrimaryKey.ZERO, "", new Place.Stays()).ruled(rules);
    }

    /** The birth, at the top, of an object with that value. */
    public static Change store(PrimaryKey key, String text) {
        return put(key).atTop().value(text);
    }

    public static Change delete(PrimaryKey key) {
        return bare(Kind.DELETE, key, "", new Place.Stays());
    }

    /** The publication of a key. */
    public static Change publish(PublicKeys keys, @Nullable KeyId controller) {
        return bare(Kind.KEY, PublishedKey.objectOf(keys.id()), "", new Place.Stays()).payload(
                new PayloadForm(PayloadForm.Format.FIXED, 0, null),
                new PublishedKey(false, controller, null, Slice.of(keys.encoded())).encode());
    }

    /** The publication of a key that nobody but the owners may retire. */
    public static Change publish(PublicKeys keys) {
        return publish(keys, null);
    }

    public Change named(NameTag name) {
        return new Change(kind, key, name, type, place, rules, newest, condition, form, payload);
    }

    public Change typed(String other) {
        return new Change(kind, key, tag, other, place, rules, newest, condition, form, payload);
    }

    public Change atTop() {
        return at(new Place.Top());
    }

    public Change under(PrimaryKey parent) {
        return under(parent, "notes");
    }

    public Change under(PrimaryKey parent, String collection) {
        return at(new Place.Under(parent, collection));
    }

    public Change ruled(Rule other) {
        return ruled(other, newest);
    }

    /** Takes these rules, with a ring whose newest data key is that one if they name readers. */
    public Change ruled(Rule other, DataKeyId newestKey) {
        return new Change(kind, key, tag, type, place, other.rules(), newestKey, condition, form, payload);
    }

    public Change onlyIf(Condition holds) {
        return new Change(kind, key, tag, type, place, rules, newest, holds, form, payload);
    }

    /** With this value, sealed with the chain's first data key. */
    public Change value(String text) {
        return sealed(text, Rings.FIRST);
    }

    public Change sealed(String text, DataKeyId dataKey) {
        return payload(new PayloadForm(PayloadForm.Format.SMILE, 0, dataKey), bytes(text));
    }

    public Change clear(String text) {
        return payload(new PayloadForm(PayloadForm.Format.SMILE, 0, null), bytes(text));
    }

    /** The event that says so. */
    public Event by(KeyId author) {
        Slice ring = rules == null ? Slice.empty() : Rings.beside(rules, key.isZero(), newest);
        Facts facts = new Facts(kind, key, tag, type, place, rules, condition, author, TIME, null, form,
                ring.isEmpty() ? null : Sha256.plain(ring));
        Slice nonce = form != null && form.isSealed()
                ? Slice.of(Sha256.plain(payload).bytes(), 0, Seal.NONCE)
                : null;
        Seal seal = form == null ? Seal.NOTHING : new Seal(payload.length(), Sha256.plain(payload), nonce);
        return Event.of(facts, facts.encode(), seal, ring, payload);
    }

    private Change at(Place other) {
        return new Change(kind, key, tag, type, other, rules, newest, condition, form, payload);
    }

    private Change payload(PayloadForm otherForm, Slice bytes) {
        return new Change(kind, key, tag, type, place, rules, newest, condition, otherForm, bytes);
    }

    private static Change bare(Kind kind, PrimaryKey key, String type, Place place) {
        return new Change(kind, key, null, type, place, null, Rings.FIRST, new Condition.None(), null, Slice.empty());
    }

    private static Slice bytes(String text) {
        return Slice.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
