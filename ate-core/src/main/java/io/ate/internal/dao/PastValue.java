package io.ate.internal.dao;

import io.ate.IncompatibleValueException;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Place;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;

/** The value that an event of the log gave to its object, whatever became of that since. Stateless. */
public final class PastValue {
    private PastValue() {}

    /**
     * Opens the value in {@code event} for who acts by {@code session}.
     *
     * @throws io.ate.NoReadAuthorityException if the session's keys do not open it
     * @throws io.ate.CorruptionException if it is not what its writer sealed
     * @throws io.ate.ChainUnavailableException if it is kept at the server alone, and does not come in time
     * @throws IncompatibleValueException if it is of another type, or the class cannot take it
     */
    public static <T> T of(OpenChain chain, SessionLease session, Type<T> type, Event event, long sequence) {
        chain.demandOpen();
        if (!type.covers(event.facts().type())) {
            throw new IncompatibleValueException("object " + event.facts().key() + " is of type " + event.facts().type()
                    + ", not of " + type);
        }
        try (SessionLease use = session.further(); Standpoint now = chain.replica().standpoint()) {
            ObjectEntry at = nearest(now, event.facts());
            Event whole = event.hasPayload() ? event : fetched(chain, sequence);
            Stored stored = chain.payloads().open(whole, sealing -> use.keys().findEver(now, at, event, sealing));
            return KeyedValues.mayBe(event.facts()) ? chain.keyedValues().decode(type, stored.plaintext())
                    : chain.values().decode(type, stored.plaintext());
        }
    }

    private static Event fetched(OpenChain chain, long sequence) {
        try {
            return chain.replica().event(sequence, Deadline.in(chain.patience()));
        } catch (InterruptedException e) {
            throw Interruption.of("reading sequence " + sequence, e);
        }
    }

    /** The object, or what it was below, or the chain: where its key ring is looked for. */
    private static ObjectEntry nearest(Standpoint now, Facts facts) {
        ObjectEntry entry = now.live(facts.key());
        if (entry == null && facts.place() instanceof Place.Under(PrimaryKey parent, String _)) {
            entry = now.live(parent);
        }
        return entry == null ? now.zero() : entry;
    }
}
