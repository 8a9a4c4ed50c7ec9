package io.ate.internal.replica;

import io.ate.internal.event.Event;

/** Where confirmed events are fetched from by their sequences. Implementations are thread-safe. */
@FunctionalInterface
interface EventSource {
    /**
     * The event of that sequence, with its payload.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     */
    Event event(long sequence, Deadline deadline) throws InterruptedException;
}
