package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.Lock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock without which the commit of a unit of work is to be refused: one at most, taken before by the program, or by
 * the unit itself. Confined to the unit's thread.
 */
final class ReliedLock {
    private final OpenChain chain;
    private final Sight sight;
    private final UnitLock own;
    private @Nullable HeldLock held;

    /** @param own the lock that the unit takes itself, or has taken in an earlier run */
    ReliedLock(OpenChain chain, Sight sight, UnitLock own) {
        this.chain = chain;
        this.sight = sight;
        this.own = own;
    }

    /** The lock, or null where the commit relies on none. */
    @Nullable
    HeldLock held() {
        return held;
    }

    /** From now on the commit relies on that lock, which the program has taken. */
    void on(Lock lock) {
        if (!(lock instanceof HeldLock given) || !given.isOf(chain)) {
            throw new IllegalArgumentException("a commit relies on a lock that chain.lock of this chain gave, not on "
                    + lock);
        }
        given.demandHeld();
        if (isAhead(given)) {
            throw new IllegalStateException(
                    "the lock was taken after this unit of work began, which does not see all that was written under "
                            + "earlier ones: take it before, or by the lock method of the object");
        }
        rely(given);
    }

    /** Takes the lock on an object that the chain has. */
    Lock take(DaoRef<?> ref) {
        demandLockable(ref);
        return rely(demandSeen(own.take(ref)));
    }

    /** The same unless somebody else has it. */
    Optional<Lock> tryToTake(DaoRef<?> ref) {
        demandLockable(ref);
        return own.tryToTake(ref).map(taken -> rely(demandSeen(taken)));
    }

    private boolean isAhead(HeldLock lock) {
        return UnitLock.isAhead(lock.grant(), sight.standpoint().sequence());
    }

    private HeldLock demandSeen(HeldLock lock) {
        if (isAhead(lock)) {
            throw new LockedLaterException();
        }
        return lock;
    }

    private Lock rely(HeldLock lock) {
        if (held != null && held != lock) {
            throw reliesAlready();
        }
        lock.demandHeld();
        held = lock;
        return new BorrowedLock(lock);
    }

    private void demandLockable(DaoRef<?> ref) {
        ObjectState touched = sight.overlay().touched(ref.key());
        if (touched != null && touched.isBorn()) {
            throw new IllegalStateException("an object that this unit of work stores is nobody else's yet: commit it "
                    + "before it is locked");
        }
        if (held != null && !held.ref().key().equals(ref.key())) {
            throw reliesAlready();
        }
    }

    private static IllegalStateException reliesAlready() {
        return new IllegalStateException("a unit of work relies on one lock at most");
    }
}
