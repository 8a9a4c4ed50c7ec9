package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a body waits before it is run again: until the view has moved on from what the body read, and then a random
 * time with a bound that doubles (full jitter), so that those who collided do not collide again. Confined to one call.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(250);
    /** From the first bound to the longest. */
    private static final int DOUBLINGS = 8;
    /** The news of what the conflict was with is on its way; it need not come, if that was an own commit taken back. */
    private static final Duration NEWS = Duration.ofMillis(100);

    private final Replica replica;
    private final Deadline deadline;
    private Duration bound;

    Backoff(Replica replica, Deadline deadline) {
        this(replica, deadline, 0);
    }

    /** @param attempts how often it was waited before */
    Backoff(Replica replica, Deadline deadline, int attempts) {
        this.replica = replica;
        this.deadline = deadline;
        this.bound = FIRST.multipliedBy(1L << Math.min(attempts, DOUBLINGS));
    }

    /**
     * Waits, and tells whether there is time for another attempt.
     *
     * @param basis the sequence from which the failed attempt was made
     */
    boolean await(long basis) {
        return await(basis, deadline);
    }

    /** The same by another deadline. */
    boolean await(long basis, Deadline deadline) {
        try {
            replica.await(basis + 1, deadline.orIn(NEWS));
            Duration delay = Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound.toNanos() + 1));
            bound = bound.multipliedBy(2).compareTo(LONGEST) < 0 ? bound.multipliedBy(2) : LONGEST;
            replica.pause(deadline.orIn(delay));
            return deadline.remaining() > 0;
        } catch (InterruptedException e) {
            throw Interruption.of("waiting to run a unit of work again after a conflict; nothing was stored", e);
        }
    }
}
