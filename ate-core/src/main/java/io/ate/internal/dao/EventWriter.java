package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.PlaceMark;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import org.jspecify.annotations.Nullable;

/** Writes events of one commit: on behalf of one key, at one time. Immutable. */
record EventWriter(Payloads payloads, KeyId author, long time) {
    /** The same on behalf of another key. */
    EventWriter as(KeyId other) {
        return other.equals(author) ? this : new EventWriter(payloads, other, time);
    }

    /** Publishes a key that the chain does not know. */
    Event publication(PublicKeys keys) {
        PayloadForm form = new PayloadForm(PayloadForm.Format.FIXED, 0, null);
        Slice payload = new PublishedKey(false, null, null, Slice.of(keys.encoded())).encode();
        Facts facts = new Facts(Kind.KEY, PublishedKey.objectOf(keys.id()), null, "", new Place.Stays(), null,
                new Condition.None(), author, time, null, form, null);
        return payloads.seal(facts, Slice.empty(), new Plaintext(form.format(), payload), null);
    }

    Event deletion(ObjectState state, Condition condition) {
        Facts facts = new Facts(Kind.DELETE, state.key(), state.tag(), "", new Place.Stays(), null, condition, author,
                time, null, null, null);
        return payloads.seal(facts, Slice.empty(), null, null);
    }

    /**
     * A birth, a new value, new rules, another place, or several of these.
     *
     * @param key to seal the value with, or null where it stands in clear or there is none
     * @param vouched where the object is, if that is answered for, else null
     */
    Event change(ObjectState state, Condition condition, @Nullable DataKey key,
            @Nullable PlaceMark vouched) {
        Plaintext value = state.isWritten() ? state.value() : null;
        NewRules rules = state.rules();
        Slice ring = rules == null || rules.ring() == null ? Slice.empty() : rules.ring().encode();
        Facts facts = new Facts(Kind.PUT, state.key(), state.tag(), state.entry().type(), place(state),
                rules == null ? null : rules.rules(), condition, author, time, null,
                value == null ? null : form(value, key, state.isAgain(), vouched),
                ring.isEmpty() ? null : Sha256.plain(ring));
        return payloads.seal(facts, ring, value, key);
    }

    /**
     * The same event under another condition, with another value or time, or sealed with another key.
     *
     * @param value null where the event carries none
     * @param key to seal the value with, or null where it stands in clear or there is none
     */
    Event again(Event event, Condition condition, @Nullable Plaintext value, @Nullable DataKey key) {
        Facts old = event.facts();
        PayloadForm before = old.payload();
        PlaceMark vouched = before == null ? null : before.vouched();
        Facts facts = new Facts(old.kind(), old.key(), old.tag(), old.type(), old.place(), old.rules(), condition,
                old.author(), time, old.replyTo(),
                value == null ? null : form(value, key, old.isAgain(), vouched),
                old.ring());
        return payloads.seal(facts, event.ring(), value, key);
    }

    private static PayloadForm form(Plaintext value, @Nullable DataKey key, boolean again,
            @Nullable PlaceMark vouched) {
        return key == null ? new PayloadForm(value.format(), value.transform(), null, again, null)
                : new PayloadForm(value.format(), value.transform(), key.id(), again, vouched);
    }

    /**
     * The place of what is born or moved; a named object's stands in each of its events, since its key is recomputed
     * from it.
     */
    private static Place place(ObjectState state) {
        if (state.key().isZero() || (!state.isBorn() && !state.isMoved() && state.tag() == null)) {
            return new Place.Stays();
        }
        ObjectEntry entry = state.entry();
        return entry.parent().isZero() ? new Place.Top() : new Place.Under(entry.parent(), entry.collection());
    }
}
