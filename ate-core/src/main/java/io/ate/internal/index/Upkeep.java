package io.ate.internal.index;

import io.ate.ChainUnavailableException;
import io.ate.CompactedException;
import io.ate.PrimaryKey;
import io.ate.internal.dao.Attachment;
import io.ate.internal.dao.Interruption;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One projection as it is kept up with its chain, from its first state until it is closed, or until something happens
 * that it cannot go on after; whoever reads it then is told what. One thread keeps it up, and any may ask.
 */
final class Upkeep implements Attachment {
    /** Before a value is read again it is waited for 2 ms, then twice as long, up to so many powers of two. */
    private static final int LONGEST_PAUSE = 10;
    /** So many values that are left at the server are asked for before the first of them is here. */
    private static final int AHEAD = 64;
    /** After so long it is looked whether what waits was closed. */
    private static final Duration LOOK_UP = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final OpenChain chain;
    private final SessionLease session;
    private final Duration patience;
    private final Membership<?, ?> membership;
    private final Keeper<?, ?> keeper;
    private final Projections projections;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile Shown shown = new Shown(-1, 0, 0, 0);
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** @param rebuilds how often it was built anew on demand */
    private record Shown(long sequence, long unreadable, long failures, long rebuilds) {}

    <T, P> Upkeep(Projections projections, SessionValues<T> values, Selection<T> selection,
            Keeper<T, P> keeper) {
        this.projections = projections;
        this.chain = values.values().chain();
        this.session = values.values().session();
        this.patience = values.values().patience();
        this.membership = new Membership<>(selection, values::read, keeper, new Keeping(),
                chain.leavesValues() ? AHEAD : 0);
        this.keeper = keeper;
    }

    private final class Keeping implements Membership.Keeping {
        @Override
        public boolean isGivenUp() {
            return closed;
        }

        @Override
        public void pause(int failures) {
            long bound = 1L << Math.min(failures, LONGEST_PAUSE);
            try {
                chain.replica().pause(Deadline.in(Duration.ofMillis(bound)));
            } catch (InterruptedException e) {
                throw Interruption.of("waiting to read a value again", e);
            }
        }
    }

    @Override
    public SessionLease session() {
        return session;
    }

    /** Looks at what changed, and at nothing else. */
    void look(Snapshot state, Set<PrimaryKey> changed) {
        guarded(() -> membership.look(state, changed));
    }

    /** Looks at everything. */
    void lookAtAll(Snapshot state) {
        guarded(() -> membership.lookAtAll(state));
    }

    /** Forgets everything, so that all is computed anew. */
    void forget() {
        guarded(membership::forget);
    }

    /** Shows what was seen of the state of that sequence, or of a later one where not all of that can be known. */
    void settle(long sequence, boolean isRebuilt) {
        guarded(() -> {
            long settled = settled(sequence);
            if (!closed) {
                keeper.publish(settled);
                show(new Shown(settled, membership.unreadable(), membership.failures(),
                        shown.rebuilds + (isRebuilt ? 1 : 0)));
            }
        });
    }

    /**
     * Where compaction has removed a value that was left at the server, nobody knows any more what the chain was like:
     * that is passed over, up to where the value was superseded.
     */
    private long settled(long sequence) {
        long state = sequence;
        for (;;) {
            try {
                membership.settle(state);
                return state;
            } catch (CompactedException removed) {
                if (!awaitApplied(removed.through())) {
                    return state;
                }
                state = lookAgain();
            }
        }
    }

    /** False if it was closed meanwhile. */
    private boolean awaitApplied(long sequence) {
        try {
            while (!closed && !chain.replica().await(sequence, Deadline.in(LOOK_UP))) {
                demandGoing();
            }
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for sequence " + sequence, e);
        }
        return !closed;
    }

    private long lookAgain() {
        for (;;) {
            try (Snapshot now = chain.replica().confirmed()) {
                membership.lookAtAll(now);
                return now.sequence();
            } catch (SnapshotExpiredException e) {
                LOG.debug("the state that was looked at has expired", e);
            }
        }
    }

    /** What goes wrong with one projection is told to who reads it, and keeps up the others nonetheless. */
    private void guarded(Runnable step) {
        if (closed || failure != null) {
            return;
        }
        try {
            step.run();
        } catch (SnapshotExpiredException e) {
            throw e;
        } catch (RuntimeException | Error thrown) {
            end(thrown);
        }
    }

    /** Nothing goes on from here. */
    void end(Throwable cause) {
        failure = cause;
        show(shown);
    }

    private void show(Shown now) {
        lock.lock();
        try {
            shown = now;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long sequence() {
        demandGoing();
        return shown.sequence;
    }

    long unreadable() {
        demandGoing();
        return shown.unreadable;
    }

    long failures() {
        demandGoing();
        return shown.failures;
    }

    /** Waits for the first state. */
    void awaitFirst() {
        await(() -> shown.sequence >= 0, "the first state of what was begun");
    }

    void await(long sequence) {
        await(() -> shown.sequence >= sequence, "sequence " + sequence);
    }

    void rebuild() {
        demandGoing();
        long before = shown.rebuilds;
        projections.rebuild(this);
        await(() -> shown.rebuilds > before, "the state that is built anew");
    }

    private void await(BooleanSupplier isReached, String what) {
        Deadline deadline = Deadline.in(patience);
        try {
            lock.lockInterruptibly();
            try {
                while (!isReached.getAsBoolean()) {
                    demandGoing();
                    if (deadline.remaining() <= 0) {
                        throw new ChainUnavailableException(what + " of the chain " + chain.genesis().record().name()
                                + " is not shown in time; it is "
                                + (shown.sequence < 0 ? "at the beginning" : "at " + shown.sequence) + " of "
                                + chain.replica().sequence() + chain.fault());
                    }
                    advanced.await(deadline.remaining(), TimeUnit.NANOSECONDS);
                }
                demandGoing();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for " + what, e);
        }
    }

    /**
     * Demands that this shows the chain as it is, or is about to.
     *
     * @throws IllegalStateException if it was closed, or cannot go on
     */
    void demandGoing() {
        chain.demandOpen();
        session.demandGoing();
        if (closed) {
            throw new IllegalStateException("this index or view was closed");
        }
        chain.replica().sequence(); // whose end has a cause that says more
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("this index or view could not be kept up with its chain, and has ended, by "
                    + cause + "; begin another one", cause);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            chain.detach(this);
            show(shown);
            projections.leave(this);
        }
    }
}
