package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Lock;
import io.ate.LockUnavailableException;
import io.ate.Reason;
import io.ate.Registration;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.LockClaim;
import io.ate.internal.replica.LockGrant;
import io.ate.internal.replica.SharedFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of the program's, from the wish for it to its end, as which it is attached to the chain: closing the chain, or
 * the handle, ends the waiting for it, too. Thread-safe.
 */
final class HeldLock implements Lock, Attachment {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLock.class);

    /** How much longer than the patience the answer to a question is waited for that has gone out. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final OpenChain chain;
    private final SessionLease session;
    private final DaoRef<?> ref;
    private final LockClaim claim;
    private final Thread taker = Thread.currentThread();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param session of the handle that it ends with
     * @param use of the keys that the claim was made with, which ends with the claim
     */
    HeldLock(OpenChain chain, SessionLease session, SessionLease use, DaoRef<?> ref, LockClaim claim) {
        this.chain = chain;
        this.session = session;
        this.ref = ref;
        this.claim = claim;
        use.endWith(claim.over());
    }

    /**
     * Waits until the lock is held and all that was written under it before is known here.
     *
     * @param patience how long to wait for it
     * @param deadline how long to wait for what was written
     */
    void await(Deadline patience, Deadline deadline) {
        boolean held = false;
        try {
            LockGrant grant = granted(patience);
            if (!chain.replica().await(grant.sequence(), deadline)) {
                throw new ChainUnavailableException("the lock on " + ref + " is held, and what was written under it "
                        + "before does not come in time" + chain.fault());
            }
            chain.demandOpen(); // or it was given because all others are being closed
            session.demandGoing();
            held = true;
        } catch (ExecutionException e) {
            throw refusal(e);
        } catch (TimeoutException e) {
            throw overdue(e);
        } catch (CancellationException e) {
            throw ended(e);
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for a lock", e);
        } finally {
            if (!held) {
                close();
            }
        }
    }

    /** Whoever gives it counts the patience from when it was asked, and says only then that somebody else has it. */
    private LockGrant granted(Deadline patience) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return claim.grant().get(Math.max(0, patience.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (!claim.wasAsked()) {
                throw e;
            }
            return claim.grant().get(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private RuntimeException refusal(ExecutionException failure) {
        return failure.getCause() instanceof RuntimeException shared ? SharedFailure.here(shared)
                : new AteException("the lock on " + ref + " cannot be had", failure);
    }

    private RuntimeException overdue(TimeoutException cause) {
        boolean elsewhere = claim.isInLine();
        if (!elsewhere && claim.grant().isCompletedExceptionally()
                && claim.grant().exceptionNow() instanceof RuntimeException refused) {
            return SharedFailure.here(refused); // at the same moment
        }
        AteException told = elsewhere
                ? new LockUnavailableException(
                        "the lock on " + ref + " is held by somebody else for longer than it was "
                                + "waited for",
                        ref.key())
                : new ChainUnavailableException("the lock on " + ref + (claim.wasAsked()
                        ? " was asked for and not answered in time, so nobody knows whether somebody has it"
                        : " could not be asked for in time") + chain.fault());
        told.addSuppressed(cause);
        return told;
    }

    private IllegalStateException ended(CancellationException cause) {
        return new IllegalStateException("the chain, or this handle of it, was closed while a lock was waited for",
                cause);
    }

    /** Completes when it is given, or not to be had. */
    CompletableFuture<LockGrant> given() {
        return claim.grant();
    }

    /** The lock as it was given; it was. */
    LockGrant grant() {
        return claim.grant().join();
    }

    /** Who has it, as it is to be told to the thread that asks for it in vain by {@code asker}. */
    String holder(SessionLease asker) {
        if (taker.equals(Thread.currentThread())) {
            return "this very thread, which took it and has not closed it: each call takes a lock of its own, and so it "
                    + "waits for itself; go on under the lock that it has, in a body by dio.relyOn";
        }
        if (!session.session().equals(asker.session())) {
            return "another session of this program";
        }
        return "another thread of this program" + (taker.getName().isEmpty() ? "" : ", " + taker.getName());
    }

    /** Tells whether it is one on this chain. */
    boolean isOf(OpenChain other) {
        return chain == other;
    }

    /**
     * Demands that the lock is held still, as far as is known here.
     *
     * @throws IllegalStateException if it was closed
     */
    void demandHeld() {
        if (closed.get()) {
            throw new IllegalStateException("the lock on " + ref + " was closed");
        }
        if (!claim.isHeld()) {
            throw CommitRejectedException.of(Reason.LOCK_LOST,
                    "the lock on " + ref + " is lost: it could not be renewed in time, or what it was on is gone",
                    ref.key());
        }
    }

    @Override
    public DaoRef<?> ref() {
        return ref;
    }

    @Override
    public Fence fence() {
        LockGrant grant = grant();
        return new Fence(grant.fence().start(), grant.fence().counter());
    }

    @Override
    public boolean isHeld() {
        return !closed.get() && claim.isHeld();
    }

    @Override
    public Registration whenLost(Runnable told) {
        Objects.requireNonNull(told, "told");
        AtomicBoolean wanted = new AtomicBoolean(true);
        // On a thread of its own: it may wait for what the chain's own thread for callbacks would bring, such as a commit.
        var _ = claim.lost().thenRunAsync(() -> {
            if (wanted.compareAndSet(true, false)) {
                tell(told);
            }
        }, task -> Thread.ofVirtual().name("ate-lock-lost").start(task));
        return () -> wanted.set(false);
    }

    /** Nobody waits for it who would learn what it throws. */
    private static void tell(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a listener to the loss of a lock failed", e);
        }
    }

    @Override
    public SessionLease session() {
        return session;
    }

    /** Whoever works under the lock has not closed it, and hears that it is held no more. */
    @Override
    public void endedBelow() {
        if (!closed.get()) {
            claim.loseToEnd();
        }
        close();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            chain.detach(this);
            claim.release();
        }
    }

    @Override
    public String toString() {
        return "Lock[" + ref + "]";
    }
}
