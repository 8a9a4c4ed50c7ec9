package io.ate.internal.replica;

import io.ate.internal.event.Event;

/** Where confirmed events are fetched from by their sequences. Implementations are thread-safe. */
interface EventSource {
    /**
     * The event of that sequence, with its payload.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     * @throws io.ate.ChainUnavailableException if it has to be fetched and does not come before the deadline
     */
    Event event(long sequence, Deadline deadline) throws InterruptedException;

    /**
     * The event of that sequence, without its payload where the replica does not have that.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     */
    Event header(long sequence);
}
