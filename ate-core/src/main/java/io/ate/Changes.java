package io.ate;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads a chain's changes one after the other, each once, in the order of the chain, as they are confirmed. A cursor
 * over the log: it may fall behind as far as it likes, holds up nobody and loses nothing that is kept. Thread-safe;
 * each change goes to one of those who wait.
 */
public interface Changes extends AutoCloseable {
    /**
     * The next change, waiting for it as long as it takes.
     *
     * @throws IllegalStateException if this or the chain is closed, before or while waiting
     */
    Change<JsonNode> take() throws InterruptedException;

    /** The next change, or nothing if none comes within {@code timeout}. */
    Optional<Change<JsonNode>> poll(Duration timeout) throws InterruptedException;

    /** Ends the reading. Closing again does nothing. */
    @Override
    void close();
}
