package io.ate.internal.dao;

import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.Reason;
import io.ate.Scope;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.replica.Submission;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes one body to its commit. After a conflict, and after nothing else, the body is run again on a newer state; a
 * commit
 * that was only sealed with a data key that is not the newest any more is sealed again as it is. Confined to one call.
 */
final class Committing {
    private final OpenChain chain;
    private final SessionKeys keys;
    private final Scope scope;
    private final Deadline deadline;
    private final Backoff backoff;

    Committing(OpenChain chain, SessionKeys keys, Scope scope, Deadline deadline) {
        chain.demandOpen();
        this.chain = chain;
        this.keys = keys;
        this.scope = scope;
        this.deadline = deadline;
        this.backoff = new Backoff(chain.replica(), deadline);
    }

    /**
     * Runs the body until its commit is admitted, refused for another reason than a conflict, or the deadline is past.
     */
    <R extends @Nullable Object, X extends Exception> R untilDone(Chain.Body<R, X> body) throws X {
        for (;;) {
            RuntimeException setback;
            long basis;
            try (UnitOfWork unit = new UnitOfWork(chain, keys, deadline)) {
                basis = unit.sequence();
                try {
                    R result = body.run(unit);
                    CommitRejectedException refusal = commit(unit);
                    if (refusal == null) {
                        return result;
                    }
                    setback = refusal;
                    if (!isConflict(refusal)) {
                        throw refusal;
                    }
                } catch (SnapshotExpiredException e) {
                    setback = new ChainUnavailableException("the chain changes faster than this unit of work reads it",
                            e);
                }
            }
            if (!backoff.await(basis)) {
                throw setback;
            }
        }
    }

    /** Runs the body once and sends its commit; the answer is the future's. */
    <R extends @Nullable Object, X extends Exception> CompletableFuture<R> once(Chain.Body<R, X> body) throws X {
        try (UnitOfWork unit = new UnitOfWork(chain, keys, deadline)) {
            R result = body.run(unit);
            try {
                Draft draft = unit.draft();
                return draft == null ? CompletableFuture.completedFuture(result)
                        : chain.replica().submit(draft, deadline).answer().thenApply(sequence -> result);
            } catch (InterruptedException e) {
                throw UnitOfWork.interrupted("handing over a commit; nothing was stored", e);
            } catch (CommitRejectedException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }

    private @Nullable CommitRejectedException commit(UnitOfWork unit) {
        try {
            Draft draft = unit.draft();
            CommitRejectedException refusal = draft == null ? null : send(draft);
            while (refusal != null && refusal.reason() == Reason.STALE_DATA_KEY && draft != null
                    && backoff.await(draft.basis())) {
                try (Standpoint newer = chain.replica().standpoint()) {
                    draft = unit.sealedAgain(newer);
                }
                refusal = draft == null ? null : send(draft);
            }
            return refusal;
        } catch (InterruptedException e) {
            throw UnitOfWork.interrupted("handing over a commit; nothing was stored", e);
        }
    }

    private @Nullable CommitRejectedException send(Draft draft) throws InterruptedException {
        Submission submission;
        try {
            submission = chain.replica().submit(draft, deadline);
        } catch (CommitRejectedException refusal) {
            return refusal;
        }
        return switch (scope) {
            case FULL -> chain.answers().await(submission, deadline);
            case NONE -> {
                chain.answers().report(submission);
                yield null;
            }
        };
    }

    private static boolean isConflict(CommitRejectedException refusal) {
        return refusal.reason() == Reason.CONFLICT || refusal.reason() == Reason.PREDECESSOR_REFUSED;
    }
}
