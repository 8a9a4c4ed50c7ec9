package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.IncompatibleValueException;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import java.time.Duration;
import java.util.Optional;

/**
 * The values that events of the log gave to their objects, whatever became of these since, as one handle of the chain
 * reads them. Immutable and thread-safe.
 *
 * @param session the use of its keys that the handle has
 * @param patience how long a value is waited for that has to be fetched
 */
public record PastValues(OpenChain chain, SessionLease session, Duration patience) {

    /**
     * Opens the value in {@code event}.
     *
     * @throws io.ate.NoReadAuthorityException if the session's keys do not open it
     * @throws io.ate.CorruptionException if it is not what its writer sealed
     * @throws io.ate.ChainUnavailableException if it is kept at the server alone, and does not come in time
     * @throws IncompatibleValueException if it is of another type, or the class cannot take it
     */
    public <T> T of(Type<T> type, Event event, long sequence) {
        chain.demandOpen();
        Facts facts = event.facts();
        if (!type.covers(facts.type())) {
            throw new IncompatibleValueException("object " + facts.key() + " is of type " + facts.type() + ", not of "
                    + type);
        }
        Optional<PrimaryKey> parent = facts.place() instanceof Place.Under(PrimaryKey under, String _)
                ? Optional.of(under)
                : Optional.empty();
        try (SessionLease use = session.further()) {
            Event whole = event.hasPayload() ? event : fetched(facts.key(), sequence);
            Stored stored = chain.payloads().open(whole, id -> key(use, facts.key(), parent, id));
            return decoded(type, stored);
        }
    }

    /**
     * Opens the value that {@code object} was given at that sequence; what was opened not long ago is not fetched
     * again.
     *
     * @throws io.ate.NoReadAuthorityException if the session's keys do not open it
     * @throws io.ate.CorruptionException if it is not what its writer sealed, or damaged where it is kept
     * @throws io.ate.IncompatibleValueException if the type cannot take it
     * @throws io.ate.ChainUnavailableException if it is kept at the server alone, and does not come in time
     */
    public <T> T at(Type<T> type, PrimaryKey object, long sequence) {
        chain.demandOpen();
        try (SessionLease use = session.further()) {
            Stored stored = chain.payloads()
                    .past(sequence, () -> fetched(object, sequence),
                            id -> key(use, object, Optional.empty(), id));
            return decoded(type, stored);
        }
    }

    /**
     * Demands that no other class goes by the name of that type in this program.
     *
     * @throws IllegalArgumentException naming both, if one does
     */
    public void demandOneClass(Type<?> type) {
        chain.values().demandOneClass(type);
    }

    private <T> T decoded(Type<T> type, Stored stored) {
        return KeyedValues.mayBe(stored.facts()) ? chain.keyedValues().decode(type, stored.plaintext())
                : chain.values().decode(type, stored.plaintext());
    }

    /**
     * The event of that sequence, with its payload.
     *
     * @throws io.ate.ChainUnavailableException if that is kept at the server alone, and does not come in time
     */
    public Event event(long sequence) {
        return event(sequence, Deadline.in(patience));
    }

    private Event event(long sequence, Deadline deadline) {
        try {
            return chain.replica().event(sequence, deadline);
        } catch (InterruptedException e) {
            throw Interruption.of("reading sequence " + sequence, e);
        }
    }

    /**
     * Tells whether compaction has removed the value of that event, so that nobody can read it any more.
     *
     * @throws io.ate.ChainUnavailableException if that cannot be found out before the deadline
     */
    public boolean isCompacted(Event event, long sequence, Deadline deadline) {
        try {
            return chain.replica().isCompacted(event, sequence, deadline);
        } catch (InterruptedException e) {
            throw Interruption.of("reading sequence " + sequence, e);
        }
    }

    /** Tells whether the session's keys open the value of that event, of which nothing is fetched for that. */
    public boolean opens(Event event) {
        PayloadForm form = event.facts().payload();
        if (form == null || form.dataKey() == null) {
            return true;
        }
        chain.demandOpen();
        try (SessionLease use = session.further()) {
            var _ = key(use, event.facts().key(), Optional.empty(), form.dataKey());
            return true;
        } catch (NoReadAuthorityException e) {
            return false;
        }
    }

    /**
     * Tells whether two events, which the session opens, carry one value.
     *
     * @throws io.ate.CorruptionException if one of them is not what its writer sealed
     * @throws io.ate.ChainUnavailableException if one is kept at the server alone, and does not come before the
     * deadline
     */
    public boolean isSame(Event one, long sequence, Event other, long otherSequence, Deadline deadline) {
        return plaintext(one, sequence, deadline).equals(plaintext(other, otherSequence, deadline));
    }

    private Plaintext plaintext(Event event, long sequence, Deadline deadline) {
        PrimaryKey object = event.facts().key();
        try (SessionLease use = session.further()) {
            Event whole = event.hasPayload() ? event : fetched(object, sequence, deadline);
            return chain.payloads().open(whole, id -> key(use, object, Optional.empty(), id)).plaintext();
        }
    }

    /** The event of that sequence, without its payload where that is not here. */
    public Event header(long sequence) {
        return chain.replica().header(sequence);
    }

    private Event fetched(PrimaryKey object, long sequence) {
        return fetched(object, sequence, Deadline.in(patience));
    }

    private Event fetched(PrimaryKey object, long sequence, Deadline deadline) {
        Event event = event(sequence, deadline);
        if (!event.facts().key().equals(object)) {
            throw new CorruptionException("at sequence " + sequence + " stands object " + event.facts().key()
                    + " where a value of " + object + " is expected");
        }
        return event;
    }

    private DataKey key(SessionLease use, PrimaryKey object, Optional<PrimaryKey> parent, DataKeyId id) {
        DataKey known = use.keys().known(id);
        if (known != null) {
            return known;
        }
        try (Standpoint now = chain.replica().standpoint()) {
            return use.keys().findEver(now, nearest(now, object, parent), object, id);
        }
    }

    /** The object, or what it was below, or the chain: where its key ring is looked for. */
    private static ObjectEntry nearest(Standpoint now, PrimaryKey object, Optional<PrimaryKey> parent) {
        ObjectEntry entry = now.live(object);
        if (entry == null && parent.isPresent()) {
            entry = now.live(parent.get());
        }
        return entry == null ? now.zero() : entry;
    }
}
