package io.ate.internal.replica;

import io.ate.internal.event.Event;
import io.ate.internal.replica.Replica.Written;

/** Where confirmed events are fetched from by their sequences. Implementations are thread-safe. */
interface EventSource {
    /**
     * The event of that sequence, with its payload.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     * @throws io.ate.ChainUnavailableException if it has to be fetched and does not come before the deadline
     * @throws io.ate.CompactedException if its value was superseded, and removed by compaction
     */
    Event event(long sequence, Deadline deadline) throws InterruptedException;

    /**
     * The same for who takes it for the present value of its object.
     *
     * @param at the state in which it is
     * @throws io.ate.internal.view.SnapshotExpiredException if compaction has removed it, since it is not any more;
     * what superseded it is known here by then
     */
    Event present(long sequence, long at, Deadline deadline) throws InterruptedException;

    /**
     * The event of that sequence, without its payload where the replica does not have that.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     */
    Event header(long sequence);

    /** Who wrote the event of that sequence, and when: also of one with which an object began that is gone itself. */
    Written written(long sequence);
}
