package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Who draws up refused commits anew, and when. Immutable; a simulation does it in its own time.
 *
 * @param executor runs what may wait
 * @param pace how long a commit waits before it is drawn up anew
 * @param patience how long who begins a unit of work waits for that at most: what takes longer waits for a server, and
 * readers do not
 */
public record Workers(Executor executor, Pace pace, Duration patience) {

    /** Threads of their own, with jitter as for bodies that are run again. */
    public static final Workers OWN_THREADS = new Workers(
            task -> Thread.ofVirtual().name("ate-merge").start(task),
            (replica, attempts, basis, deadline) -> new Backoff(replica, deadline, attempts).await(basis),
            Duration.ofSeconds(1));

    /** How long a commit waits before it is drawn up anew. Implementations are thread-safe. */
    @FunctionalInterface
    public interface Pace {
        /**
         * Waits, and tells whether there is time left.
         *
         * @param attempts how often it has waited before
         * @param basis the state that it was made from
         */
        boolean await(Replica replica, int attempts, long basis, Deadline deadline);
    }
}
