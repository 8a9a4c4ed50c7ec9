package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long units of work wait for earlier commits that are being drawn up anew. Where one has waited in vain, since the
 * server is out of reach, say, those after it do not wait until something has gone on. Thread-safe.
 */
final class Patience {
    private final Duration most;
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong lostAt = new AtomicLong(-1);

    Patience(Duration most) {
        this.most = most;
    }

    /** Something that was waited for may be there. */
    void goesOn() {
        steps.incrementAndGet();
    }

    /** The wait of one unit of work, which begins now and ends by the deadline. */
    Wait begin(Deadline deadline) {
        long step = steps.get();
        return lostAt.get() == step ? new Wait(Deadline.in(Duration.ZERO), step, false)
                : new Wait(deadline.orIn(most), step, deadline.remaining() > most.toNanos());
    }

    /** What was waited for is not there. */
    void inVain(Wait wait) {
        if (wait.whole()) {
            lostAt.accumulateAndGet(wait.step(), Math::max);
        }
    }

    /**
     * One wait.
     *
     * @param until its end
     * @param step what had gone on when it began
     * @param whole whether it is as long as any: else it is nothing to others that it was in vain
     */
    record Wait(Deadline until, long step, boolean whole) {
        static final Wait NOT = new Wait(Deadline.in(Duration.ZERO), -1, false);
    }
}
