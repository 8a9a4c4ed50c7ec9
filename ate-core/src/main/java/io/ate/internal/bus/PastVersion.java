package io.ate.internal.bus;

import io.ate.Change;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.view.ObjectEntry;
import java.time.Instant;
import java.util.Optional;

/** An object as one event left it. Immutable; it outlives the cursor, but not the handle that the cursor is of. */
final class PastVersion<T> implements Change.Version<T> {
    private final PastValues values;
    private final Type<T> type;
    private final Event event;
    private final ObjectEntry left;

    /** @param left what {@code event} left the object as */
    PastVersion(PastValues values, Type<T> type, Event event, ObjectEntry left) {
        this.values = values;
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
        return values.of(type, valued(), left.valued());
    }

    /** Tells whether the value that a change gave is there no more. */
    static boolean isGone(Change<?> change) {
        return change instanceof Change.Stored<?>(long _, var _, PastVersion<?> version) && version.isCompacted();
    }

    private boolean isCompacted() {
        Event carrier = event.facts().payload() != null ? event : values.header(left.valued());
        return values.isCompacted(carrier, left.valued());
    }

    /** The event that carries the value: another one, where this one only put the object where it is now. */
    private Event valued() {
        return event.facts().payload() != null ? event : values.event(left.valued());
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
