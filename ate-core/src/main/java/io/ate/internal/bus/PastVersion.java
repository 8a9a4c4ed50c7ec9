package io.ate.internal.bus;

import io.ate.Change;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.dao.Interruption;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.PastValue;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.replica.Deadline;
import io.ate.internal.view.ObjectEntry;
import java.time.Instant;
import java.util.Optional;

/** An object as one event left it. Immutable; it outlives the cursor, but not the handle that the cursor is of. */
final class PastVersion<T> implements Change.Version<T> {
    private final OpenChain chain;
    private final SessionLease session;
    private final Type<T> type;
    private final Event event;
    private final ObjectEntry left;

    /** @param left what {@code event} left the object as */
    PastVersion(OpenChain chain, SessionLease session, Type<T> type, Event event, ObjectEntry left) {
        this.chain = chain;
        this.session = session;
        this.type = type;
        this.event = event;
        this.left = left;
    }

    static Origin origin(Event event, long sequence) {
        Facts facts = event.facts();
        return new Origin(facts.author(), Instant.ofEpochMilli(facts.time()), sequence);
    }

    @Override
    public T value() {
        return PastValue.of(chain, session, type, valued(), left.valued());
    }

    /** The event that carries the value: another one, where this one only put the object where it is now. */
    private Event valued() {
        if (event.facts().payload() != null) {
            return event;
        }
        try {
            return chain.replica().event(left.valued(), Deadline.in(chain.patience()));
        } catch (InterruptedException e) {
            throw Interruption.of("reading sequence " + left.valued(), e);
        }
    }

    @Override
    public Origin origin() {
        return origin(event, left.version());
    }

    @Override
    public Optional<PrimaryKey> parent() {
        return left.parent().isZero() ? Optional.empty() : Optional.of(left.parent());
    }

    @Override
    public String toString() {
        return "Version[" + left.key() + " at " + left.version() + "]";
    }
}
