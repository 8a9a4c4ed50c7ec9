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
import org.jspecify.annotations.Nullable;

/** An object as one event left it. Immutable; it outlives the cursor, but not the handle that the cursor is of. */
final class PastVersion<T> implements Change.Version<T> {
    private final PastValues values;
    private final Type<T> type;
    private final Event event;
    private final ObjectEntry left;
    private final @Nullable ObjectEntry before;

    /**
     * @param left what {@code event} left the object as
     * @param before what the object was before, if the event hides something of that; null as well where the object is
     * told since it has come to where it is looked for
     */
    PastVersion(PastValues values, Type<T> type, Event event, ObjectEntry left, @Nullable ObjectEntry before) {
        this.values = values;
        this.type = type;
        this.event = event;
        this.left = left;
        this.before = before;
    }

    static Origin origin(Event event, long sequence) {
        Facts facts = event.facts();
        return new Origin(facts.author(), Instant.ofEpochMilli(facts.time()), sequence);
    }

    @Override
    public T value() {
        return values.of(type, valued(), left.valued());
    }

    /** Tells whether the change brings nothing but a value that was told before, and only sealed again since. */
    static boolean isKnown(Change<?> change, Deadline deadline) {
        return change instanceof Change.Stored<?>(long _, var _, PastVersion<?> version) && version.before != null
                && version.event.facts().isAgain()
                && new SealedAgain(version.values, version.event, version.left, version.before, deadline).isKnown();
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
