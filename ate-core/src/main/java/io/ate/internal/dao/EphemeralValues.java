package io.ate.internal.dao;

import io.ate.IncompatibleValueException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Type;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens what is said at an object of the chain and not stored there: as the object's children are, so that
 * those can read it who read the object. For who acts by one session. Immutable and thread-safe.
 */
public final class EphemeralValues {
    private final OpenChain chain;
    private final SessionLease session;

    /** @param session stays the caller's */
    public EphemeralValues(OpenChain chain, SessionLease session) {
        this.chain = chain;
        this.session = session;
    }

    /**
     * What is said beside the value.
     *
     * @param id random, so that no two are the same
     * @param at the object, and what about it
     * @param replyTo what it replies to, or null
     */
    public record Header(PrimaryKey id, Place.Under at, KeyId author, @Nullable Hash replyTo) {}

    /** A random id. */
    public PrimaryKey newId() {
        return chain.newKey();
    }

    /** The keys that the session acts under. */
    public List<HeldKeys> held() {
        return session.keys().held();
    }

    /**
     * The key that a session with keys says something about {@code object} under: its first that a rule in force there
     * names as reading or writing, as for what it stores there; its first where none is named.
     */
    public HeldKeys heldFor(ChainState now, ObjectEntry object) {
        Set<KeyId> named = new HashSet<>();
        if (Rights.reading(now, object).entry().rules().read() instanceof ReadRule.Keys(List<KeyId> readers)) {
            named.addAll(readers);
        }
        if (Rights.writing(now, object).rules().write() instanceof WriteRule.AnyOf(List<KeyId> writers)) {
            named.addAll(writers);
        }
        return held().stream().filter(each -> named.contains(each.id())).findFirst().orElseGet(held()::getFirst);
    }

    /**
     * An event with that value, sealed for those who read {@code object} now; in clear if everyone does.
     *
     * @throws io.ate.NoReadAuthorityException if the session does not read it
     * @throws io.ate.CorruptionException if there is only the server's word for who reads it
     * @throws IllegalArgumentException if the value is too long, or cannot be written
     */
    public <T> Event seal(Standpoint now, ObjectEntry object, Header header, Type<T> type, T value, Deadline deadline)
            throws InterruptedException {
        Plaintext plain = chain.values().encode(type, value);
        if (plain.bytes().length() > Bounds.EPHEMERAL - Payloads.OVERHEAD) {
            throw new IllegalArgumentException("a value of " + type + " takes " + plain.bytes().length()
                    + " bytes; at most " + (Bounds.EPHEMERAL - Payloads.OVERHEAD)
                    + " fit into one request or reply: say it in parts, or store it and send its reference");
        }
        Rights.Reading reading = Rights.reading(now, object);
        DataKey key = null;
        if (!reading.isEveryone()) {
            chain.places().demandVouched(now, object, new PlaceTrust.Witness(now, session.keys(), deadline));
            key = session.keys().newest(reading);
        }
        PayloadForm form = new PayloadForm(plain.format(), 0, key == null ? null : key.id());
        Facts facts = new Facts(Kind.EPHEMERAL, header.id(), null, type.name(), header.at(), null,
                new Condition.None(), header.author(), chain.writersTime(), header.replyTo(), form, null);
        return chain.payloads().seal(facts, Slice.empty(), plain, key);
    }

    /**
     * What is wrong with how the event's value is sealed, or null if nothing is.
     *
     * @param newest whether it has to be sealed with the newest data key of those who read the object; else an older
     * one of theirs is good enough
     * @throws io.ate.NoReadAuthorityException if the session does not read the object
     */
    public @Nullable Reason fault(Standpoint now, ObjectEntry object, Event event, boolean newest) {
        PayloadForm form = event.facts().payload();
        if (form == null) {
            return Reason.MALFORMED;
        }
        Rights.Reading reading = Rights.reading(now, object);
        if (reading.isEveryone()) {
            return form.isSealed() ? Reason.MUST_BE_CLEAR : null;
        }
        if (form.dataKey() == null) {
            return Reason.MUST_BE_SEALED;
        }
        SessionKeys keys = session.keys();
        boolean good = newest ? keys.newest(reading).id().equals(form.dataKey())
                : keys.carries(reading, form.dataKey());
        return good ? null : Reason.STALE_DATA_KEY;
    }

    /**
     * The value in an event.
     *
     * @throws IncompatibleValueException if it is of another type, or not what the class takes
     * @throws io.ate.CorruptionException if it is not what its author sealed
     */
    public <T> T open(Standpoint now, ObjectEntry object, Event event, Type<T> type) {
        if (!type.covers(event.facts().type())) {
            throw new IncompatibleValueException("a value of type " + event.facts().type() + " came, and not of "
                    + type);
        }
        Stored stored = chain.payloads().open(event, sealing -> session.keys().find(now, object, sealing));
        return chain.values().decode(type, stored.plaintext());
    }
}
