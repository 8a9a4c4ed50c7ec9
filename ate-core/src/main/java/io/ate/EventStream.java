package io.ate;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The events that one object of a chain records in one {@link Field.Stream}: what {@link DaoStream} gives to a unit of
 * work, each call a commit of its own, by the handle that the stream was asked of. Thread-safe.
 *
 * {@snippet :
 * EventStream<OrderEvent> events = chain.stream(order, EVENTS);
 * long revision = events.append(List.of(new Placed(3, "tea"), new Paid(12)));
 * events.append(revision, new Shipped("parcel 17")); // only if nothing happened since
 * }
 */
public interface EventStream<T> {
    /**
     * Records an event behind all others, also where somebody else comes first, unless the scope of the handle lets
     * nobody wait for that; see {@link DaoStream#append(List)}.
     */
    default long append(T event) {
        return append(List.of(Objects.requireNonNull(event, "event")));
    }

    /** Records events behind all others, one directly behind the other; see {@link DaoStream#append(List)}. */
    long append(List<? extends T> events);

    /** Records an event if the stream is at that revision; see {@link DaoStream#append(long, List)}. */
    default long append(long expectedRevision, T event) {
        return append(expectedRevision, List.of(Objects.requireNonNull(event, "event")));
    }

    /** Records events if the stream is at that revision; see {@link DaoStream#append(long, List)}. */
    long append(long expectedRevision, List<? extends T> events);

    /** How many events there are, as the chain is known here now; see {@link DaoStream#revision}. */
    long revision();

    /**
     * The events behind {@code afterRevision} up to the last one that is known here now, oldest first; 0 is before all.
     * They are read some hundreds at a time, as the stream comes to them, however many there are; each such reading may
     * take as long as the handle's deadline, and throws what {@link Chain#commit} throws.
     *
     * @throws CorruptionException when it comes to one that was changed since it was recorded, or is missing
     */
    Stream<Recorded<T>> read(long afterRevision);

    /** The event that made that revision; see {@link DaoStream#at}. */
    Recorded<T> at(long revision);

    /** Reads the events behind {@code afterRevision} one after the other as they are confirmed; 0 is before all. */
    EventCursor<T> subscribe(long afterRevision);
}
