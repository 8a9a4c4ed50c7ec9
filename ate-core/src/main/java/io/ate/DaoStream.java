package io.ate;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The events that one object records in one {@link Field.Stream}, as one unit of work sees them. Belongs to one thread
 * at a time.
 *
 * <p>
 * A stream's revision is the number of its events. Each event is an object of its own whose id follows from its
 * revision and which is stored only if there is none yet, so of two who append at one revision exactly one does,
 * whatever the server may do. Appending changes no other object. What was recorded is never changed: the library
 * refuses that with an {@link IllegalStateException}, and an event that somebody who may write it has changed or
 * deleted by other means is reported as {@link CorruptionException} where it is read, unless
 * it was the last one that was deleted: then the stream is as if it had never been. All events are live objects, so
 * that compaction leaves a stream whole.
 *
 * {@snippet :
 * static final Field.Stream<OrderEvent> EVENTS = Field.stream("events", OrderEvent.class);
 *
 * chain.run(dio -> {
 *     DaoStream<OrderEvent> events = dio.load(order).in(EVENTS);
 *     Order now = Order.of(events.read(0).map(Recorded::value));
 *     events.append(events.revision(), now.ship(parcel));
 * });
 * }
 */
public interface DaoStream<T> {
    /**
     * Records an event behind all others.
     *
     * @return the revision since then
     */
    default long append(T event) {
        return append(List.of(Objects.requireNonNull(event, "event")));
    }

    /**
     * Records events behind all others. What comes late from the outbox, or is waited for by nobody, is refused where
     * somebody else has come first, since the body is not run again: {@link Chain#onRefused} tells.
     *
     * @return the revision since then
     */
    long append(List<? extends T> events);

    /**
     * Records an event if the stream is at that revision.
     *
     * @return the revision since then
     * @throws ConflictException naming both revisions, if it is at another
     */
    default long append(long expectedRevision, T event) {
        return append(expectedRevision, List.of(Objects.requireNonNull(event, "event")));
    }

    /**
     * Records events if the stream is at that revision.
     *
     * @return the revision since then
     * @throws ConflictException naming both revisions, if it is at another
     */
    long append(long expectedRevision, List<? extends T> events);

    /** How many events there are; nothing of them is read. */
    long revision();

    /**
     * The events behind {@code afterRevision}, oldest first, each read when the stream comes to it; 0 is before all.
     *
     * @throws CorruptionException when it comes to one that was changed since it was recorded, or is missing
     */
    Stream<Recorded<T>> read(long afterRevision);

    /**
     * The event that made that revision.
     *
     * @throws NoSuchObjectException if the stream has not come so far
     * @throws CorruptionException if it was changed since it was recorded, or is missing
     */
    Recorded<T> at(long revision);
}
