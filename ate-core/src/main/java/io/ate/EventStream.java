package io.ate;

import java.util.List;
import java.util.Objects;

/**
 * The events that one object of a chain records in one {@link Field.Stream}; see {@link DaoStream}. Thread-safe; each
 * call is a commit of its own, by the handle that the stream was asked of.
 *
 * {@snippet :
 * EventStream<OrderEvent> events = chain.stream(order, EVENTS);
 * long revision = events.append(List.of(new Placed(3, "tea"), new Paid(12)));
 * events.append(revision, new Shipped("parcel 17")); // only if nothing happened since
 * }
 */
public interface EventStream<T> {
    /**
     * Records an event behind all others; where somebody else comes first, behind his. Gives the revision since then.
     */
    default long append(T event) {
        return append(List.of(Objects.requireNonNull(event, "event")));
    }

    /** Records events behind all others, one directly behind the other. Gives the revision since then. */
    long append(List<? extends T> events);

    /**
     * Records an event if the stream is at that revision. Gives the revision since then.
     *
     * @throws ConflictException naming both revisions, if it is at another
     */
    default long append(long expectedRevision, T event) {
        return append(expectedRevision, List.of(Objects.requireNonNull(event, "event")));
    }

    /**
     * Records events, one directly behind the other, if the stream is at that revision. Gives the revision since then.
     *
     * @throws ConflictException naming both revisions, if it is at another
     */
    long append(long expectedRevision, List<? extends T> events);

    /** How many events there are, as the chain is known here now. */
    long revision();

    /**
     * The events behind {@code afterRevision}, oldest first, as the chain is known here now; 0 is before all.
     *
     * @throws CorruptionException if one of them was changed since it was recorded, or is missing
     */
    List<Recorded<T>> read(long afterRevision);

    /**
     * The event that made that revision.
     *
     * @throws NoSuchObjectException if the stream has not come so far
     * @throws CorruptionException if it was changed since it was recorded, or is missing
     */
    Recorded<T> at(long revision);

    /** Reads the events behind {@code afterRevision} one after the other as they are confirmed; 0 is before all. */
    EventCursor<T> subscribe(long afterRevision);
}
