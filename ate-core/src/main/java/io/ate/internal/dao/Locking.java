package io.ate.internal.dao;

import io.ate.ChainUnavailableException;
import io.ate.DaoRef;
import io.ate.Lock;
import io.ate.LockUnavailableException;
import io.ate.NoSuchObjectException;
import io.ate.NoWriteAuthorityException;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.LockClaim;
import io.ate.internal.replica.LockWish;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes locks on a chain for one session. Thread-safe. */
public final class Locking {
    private final OpenChain chain;
    private final SessionLease session;

    /**
     * Takes locks for that handle.
     *
     * @param session of the handle that the locks end with
     */
    public Locking(OpenChain chain, SessionLease session) {
        this.chain = chain;
        this.session = session;
    }

    /** The lock, waited for that long; what it takes beyond that is waited for until the deadline. */
    public Lock lock(DaoRef<?> ref, Duration patience, Deadline deadline) {
        return held(ref, patience, Deadline.in(patience), deadline);
    }

    /** The lock, unless somebody has it. */
    public Optional<Lock> tryLock(DaoRef<?> ref, Deadline deadline) {
        return tryHold(ref, deadline).map(Lock.class::cast);
    }

    /**
     * Asks for a lock and does not wait; it has to be stored already what it is on.
     *
     * @param patience how long the lock is waited for
     * @return completes when the lock is given; what was written under it before may be known here only later
     */
    public CompletableFuture<Lock> ask(DaoRef<?> ref, Duration patience) {
        HeldLock asked = asked(ref, patience, Deadline.in(Duration.ZERO));
        return asked.given().whenComplete((_, failure) -> {
            if (failure != null) {
                asked.close();
            }
        }).thenApply(_ -> asked);
    }

    Optional<HeldLock> tryHold(DaoRef<?> ref, Deadline deadline) {
        try {
            return Optional.of(granted(ref, Duration.ZERO, deadline, deadline));
        } catch (LockUnavailableException _) { // which is what the result says
            return Optional.empty();
        }
    }

    HeldLock held(DaoRef<?> ref, Duration patience, Deadline grantedBy, Deadline deadline) {
        try {
            return granted(ref, patience, grantedBy, deadline);
        } catch (LockUnavailableException e) {
            throw chain.heldLock(ref.key()).map(held -> heldHere(held, e)).orElse(e);
        }
    }

    /** Whoever gives locks knows no more than that somebody has it; who of this program has it is known here. */
    private LockUnavailableException heldHere(HeldLock held, LockUnavailableException cause) {
        LockUnavailableException told = new LockUnavailableException("the lock on " + held.ref() + " is held by "
                + held.holder(session), held.ref().key());
        told.initCause(cause);
        return told;
    }

    private HeldLock granted(DaoRef<?> ref, Duration patience, Deadline grantedBy, Deadline deadline) {
        HeldLock asked = asked(ref, patience, deadline);
        asked.await(grantedBy, deadline);
        return asked;
    }

    private HeldLock asked(DaoRef<?> ref, Duration patience, Deadline deadline) {
        Objects.requireNonNull(ref, "ref");
        SessionLease use = session.further();
        boolean claimed = false;
        try {
            LockClaim claim = chain.replica()
                    .lock(new LockWish(ref.key(), keys(ref, use, deadline), chain.lease(),
                            patience));
            HeldLock lock = new HeldLock(chain, session, use, ref, claim);
            claimed = true;
            attach(lock);
            return lock;
        } finally {
            if (!claimed) {
                use.close();
            }
        }
    }

    private void attach(HeldLock lock) {
        try {
            chain.attach(lock);
        } catch (IllegalStateException e) {
            lock.close();
            throw e;
        }
    }

    /** The key of the session that may write the object, which has to be stored before it is locked. */
    private List<HeldKeys> keys(DaoRef<?> ref, SessionLease use, Deadline deadline) {
        List<HeldKeys> held = use.keys().held();
        if (held.isEmpty()) {
            throw new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY,
                    "a session without keys only reads, and locks nothing", ref.key());
        }
        boolean settled = false;
        for (;;) {
            try (Standpoint now = chain.replica().standpoint()) {
                ObjectEntry entry = now.live(ref.key());
                if (entry == null) {
                    throw new NoSuchObjectException("there is no object " + ref + " to lock", ref.key());
                }
                if (settled || entry.born() >= 0) {
                    List<HeldKeys> acting = ActingKeys.choose(held, List.of(new ActingKeys.Need.Write(entry)), now);
                    acting.getFirst().demandOpen();
                    return acting.subList(0, 1); // one is enough to write one object
                }
            }
            settle(ref, deadline);
            settled = true;
        }
    }

    /** Own commits that are under way come first: one of them stores the object. */
    private void settle(DaoRef<?> ref, Deadline deadline) {
        try {
            if (!chain.replica().settle(deadline)) {
                throw new ChainUnavailableException("the object " + ref + " is not stored in time to be locked"
                        + chain.fault());
            }
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for an object to be stored that is to be locked", e);
        }
    }
}
