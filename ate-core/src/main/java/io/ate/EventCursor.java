package io.ate;

import java.time.Duration;
import java.util.Optional;

/**
 * Reads the events of a stream one after the other, each once, as they are confirmed. It may fall behind as far as it
 * likes and loses nothing. Thread-safe; each event goes to one of those who wait.
 */
public interface EventCursor<T> extends AutoCloseable {
    /**
     * The next event, waiting for it as long as it takes.
     *
     * @throws CorruptionException if it was changed since it was recorded, or is missing, or the one that was read last
     * is no longer what it was
     * @throws NoSuchObjectException if the object whose stream this is exists no longer
     * @throws IllegalStateException if this or the chain is closed, before or while waiting
     */
    Recorded<T> take() throws InterruptedException;

    /**
     * The next event, or nothing if none comes within {@code timeout}; zero or less does not wait. See {@link #take}.
     */
    Optional<Recorded<T>> poll(Duration timeout) throws InterruptedException;

    /** The revision of the event that was read last: where to subscribe to go on from here. */
    long revision();

    /** Ends the reading. Closing again does nothing. */
    @Override
    void close();
}
