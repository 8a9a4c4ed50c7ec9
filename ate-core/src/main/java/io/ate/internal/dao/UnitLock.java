package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.LockGrant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The lock that a body takes on what it works with. It is kept where the body is run again, and given back when its
 * commit is answered. Confined to one call.
 */
final class UnitLock implements AutoCloseable {
    private final Locking locking;
    private final Deadline deadline;
    private @Nullable HeldLock lock;
    private @Nullable CompletableFuture<?> lastAnswer;

    UnitLock(OpenChain chain, SessionLease session, Deadline deadline) {
        this.locking = new Locking(chain, session);
        this.deadline = deadline;
    }

    /** The lock on that object, which is taken unless it is held from an earlier run; waited for until the deadline. */
    HeldLock take(DaoRef<?> ref) {
        HeldLock held = kept(ref);
        return held != null ? held
                : keep(locking.held(ref, Duration.ofNanos(Math.max(0, deadline.remaining())), deadline, deadline));
    }

    /** The same unless somebody else has it. */
    Optional<HeldLock> tryToTake(DaoRef<?> ref) {
        HeldLock held = kept(ref);
        return held != null ? Optional.of(held) : locking.tryHold(ref, deadline).map(this::keep);
    }

    /** Gives it back when that is answered, and not before. */
    void until(CompletableFuture<?> answer) {
        lastAnswer = answer;
    }

    private HeldLock keep(HeldLock taken) {
        close(lock);
        lock = taken;
        return taken;
    }

    private @Nullable HeldLock kept(DaoRef<?> ref) {
        return lock != null && lock.isHeld() && lock.ref().key().equals(ref.key()) ? lock : null;
    }

    private static void close(@Nullable HeldLock lock) {
        if (lock != null) {
            lock.close();
        }
    }

    @Override
    public void close() {
        HeldLock last = lock;
        if (lastAnswer == null) {
            close(last);
        } else {
            var _ = lastAnswer.whenComplete((_, _) -> close(last));
        }
    }

    /** Tells whether more was written under earlier locks than a unit of work of that sequence can see. */
    static boolean isAhead(LockGrant grant, long sequence) {
        return grant.sequence() > sequence;
    }
}
