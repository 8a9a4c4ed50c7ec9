package io.ate.internal.bus;

import io.ate.Change;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.replica.Deadline;
import io.ate.internal.view.ObjectEntry;
import java.time.Instant;
import java.util.Optional;

/** An object as one event left it. Immutable; it outlives the cursor, but not the handle that the cursor is of. */
final class PastVersion<T> implements Change.Version<T> {
    private final PastValues values;
    private final Type<T> type;
    private final Event event;
    private final ObjectEntry left;
    private final boolean comes;

    /**
     * @param left what {@code event} left the object as
     * @param comes whether it is told since the object has come to where it is looked for
     */
    PastVersion(PastValues values, Type<T> type, Event event, ObjectEntry left, boolean comes) {
        this.comes = comes;
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

    /** Tells whether the change, which is of that commit, brings nothing but a value that was sealed again. */
    static boolean isSealedAgain(Change<?> change) {
        return change instanceof Change.Stored<?>(long _, var _, PastVersion<?> version) && !version.comes
                && version.event.facts().isAgain();
    }

    /** Tells of such a change whether the value was told before. */
    static boolean isKnown(Change<?> change, OwnBefore own, Deadline deadline) {
        return change instanceof Change.Stored<?>(long sequence, var _, PastVersion<?> version)
                && new SealedAgain(version.values, own, version.event, sequence, deadline).isKnown();
    }

    /** Tells whether the value that a change gave is there no more. */
    static boolean isGone(Change<?> change, Deadline deadline) {
        return change instanceof Change.Stored<?>(long _, var _, PastVersion<?> version)
                && version.isCompacted(deadline);
    }

    /** The same for who has as much patience as the handle that the change is of. */
    static boolean isGone(Change<?> change) {
        return change instanceof Change.Stored<?>(long _, var _, PastVersion<?> version)
                && version.isCompacted(Deadline.in(version.values.patience()));
    }

    private boolean isCompacted(Deadline deadline) {
        Event carrier = event.facts().payload() != null ? event : values.header(left.valued());
        return values.isCompacted(carrier, left.valued(), deadline);
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
