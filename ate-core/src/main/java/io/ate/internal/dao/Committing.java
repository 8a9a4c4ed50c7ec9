package io.ate.internal.dao;

import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Scope;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Submission;
import io.ate.internal.view.SnapshotExpiredException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one body to its commit. After a conflict, and after nothing else, the body is run again on a newer state,
 * unless the types of what it updated say that it is merged; a commit that was only sealed with a data key that is not
 * the newest any more is sealed again as it is. Confined to one call.
 */
public final class Committing {
    /** After so many conflicts what is sealed anew by the way is less. */
    private static final int ENOUGH = 2;

    private final OpenChain chain;
    private final SessionLease session;
    private final Scope scope;
    /** Moves on by what bodies take, which is no time in which anything is waited for. */
    private Deadline deadline;
    /** By the deadline as it was given: bodies that are run again for ever would move it for ever. */
    private final Backoff backoff;
    private final InnerCommits inner;
    private final Duration patience;
    private @Nullable SealedDraft refused;
    /** The sequence at which the first run stood; negative before. */
    private long first = -1;
    private int conflicts;
    /** By the last run during which the chain moved on. */
    private Set<PrimaryKey> looked = Set.of();

    /** @param session stays the caller's, who ends it after the call, and after the future that {@link #once} gives */
    public Committing(OpenChain chain, SessionLease session, Scope scope, Deadline deadline) {
        chain.demandOpen();
        this.chain = chain;
        this.session = session;
        this.scope = scope == Scope.LOCAL && chain.replica().isLocal() ? Scope.FULL : scope;
        this.deadline = deadline;
        this.patience = Duration.ofNanos(Math.max(0, deadline.remaining()));
        this.backoff = new Backoff(chain.replica(), deadline);
        this.inner = new InnerCommits(chain);
    }

    /**
     * Runs the body until its commit is admitted, refused for another reason than a conflict, or the deadline is past.
     */
    public <R extends @Nullable Object, X extends Exception> R untilDone(Chain.Body<R, X> body) throws X {
        return repeat(body::run);
    }

    /** Runs the body, whose own time does not count. */
    private <R extends @Nullable Object, X extends Exception> R timed(ScopedValue.CallableOp<R, X> body) throws X {
        long begun = System.nanoTime();
        try {
            return inner.during(body);
        } finally {
            deadline = deadline.later(System.nanoTime() - begun);
        }
    }

    /** What is done with a unit of work, by the program or by the library itself. */
    interface Work<R extends @Nullable Object, X extends Exception> {
        R run(UnitOfWork unit) throws X;
    }

    /** Runs what is to be done as {@link #untilDone} does. */
    <R extends @Nullable Object, X extends Exception> R repeat(Work<R, X> work) throws X {
        try (UnitLock lock = new UnitLock(chain, session, deadline)) {
            return repeat(work, lock);
        }
    }

    private <R extends @Nullable Object, X extends Exception> R repeat(Work<R, X> work, UnitLock lock) throws X {
        for (;;) {
            RuntimeException setback;
            long basis;
            long quiet = conflicts < ENOUGH ? Long.MAX_VALUE : first;
            try (UnitOfWork unit = new UnitOfWork(chain, session.keys(), deadline, lock, looked, quiet)) {
                basis = unit.sequence();
                first = first < 0 ? basis : first;
                try {
                    R result = timed(() -> work.run(unit));
                    CommitRejectedException refusal = commit(unit, lock);
                    if (refusal == null) {
                        return result;
                    }
                    if (!isToBeRunAgain(refusal)) {
                        throw refusal;
                    }
                    if (refusal instanceof ConflictException conflict) {
                        inner.demandNotOwn(conflict);
                    }
                    conflicts++;
                    setback = refusal;
                } catch (SnapshotExpiredException e) {
                    looked = e.looked();
                    setback = outrun(e);
                } catch (LockedLaterException _) { // at once, since nothing stands in the way any more
                    continue;
                }
            }
            if (!backoff.await(basis)) {
                throw setback instanceof ConflictException conflict && refused != null
                        ? Clash.explained(conflict, refused, deadline)
                        : setback;
            }
        }
    }

    /**
     * Runs the body and sends its commit; the answer is the future's. Only as long as the chain moves on while it is
     * read, so that nothing can be sent, the body is run again.
     */
    public <R extends @Nullable Object, X extends Exception> CompletableFuture<R> once(Chain.Body<R, X> body) throws X {
        try (UnitLock lock = new UnitLock(chain, session, deadline)) {
            for (;;) {
                try {
                    return once(body, lock);
                } catch (LockedLaterException _) {
                    // nothing was sent yet: once more
                } catch (SnapshotExpiredException e) { // nor was it here
                    looked = e.looked();
                    if (!backoff.await(e.sequence())) {
                        return CompletableFuture.failedFuture(outrun(e));
                    }
                }
            }
        }
    }

    private <R extends @Nullable Object, X extends Exception> CompletableFuture<R> once(Chain.Body<R, X> body,
            UnitLock lock) throws X {
        try (UnitOfWork unit = new UnitOfWork(chain, session.keys(), deadline, lock, looked, Long.MAX_VALUE)) {
            R result = timed(() -> body.run(unit));
            try {
                SealedDraft draft = unit.draft();
                if (draft == null) {
                    return CompletableFuture.completedFuture(result);
                }
                inner.made(draft);
                return scope == Scope.LOCAL ? keep(draft, lock).there()
                        .thenApplyAsync(_ -> result, chain.replica().callbacks())
                        : explained(draft, unit.names(), sendOnce(draft, lock)).thenApply(sequence -> result);
            } catch (CommitRejectedException refusal) {
                return CompletableFuture.failedFuture(unit.names().told(refusal));
            } catch (InterruptedException e) {
                throw handingOver(e);
            }
        }
    }

    private static ChainUnavailableException outrun(SnapshotExpiredException cause) {
        return new ChainUnavailableException("the chain changes faster than this unit of work reads it", cause);
    }

    private @Nullable CommitRejectedException commit(UnitOfWork unit, UnitLock lock) {
        try {
            SealedDraft draft = unit.draft();
            if (draft == null) {
                return null;
            }
            CommitRejectedException refusal = send(draft, lock);
            if (refusal != null) {
                return unit.names().told(refusal);
            }
            inner.made(draft);
            return null;
        } catch (CommitRejectedException refusal) {
            return unit.names().told(refusal);
        } catch (InterruptedException e) {
            throw handingOver(e);
        }
    }

    private @Nullable CommitRejectedException send(SealedDraft draft, UnitLock lock) throws InterruptedException {
        return switch (scope) {
            case FULL -> {
                CommitRejectedException refusal = untilSealedRight(draft, attempt(draft));
                if (refusal != null && isToBeRunAgain(refusal) && draft.isMergedOnline()) {
                    refusal = untilMerged(draft, refusal);
                }
                if (refusal == null) {
                    sealBehind(draft, deadline);
                } else {
                    refused = draft;
                }
                yield refusal;
            }
            case LOCAL -> {
                chain.pipeline().demandInOrder(draft); // else it would wait for what only the server can say
                Pipeline.Kept kept = keep(draft, lock);
                chain.pipeline().awaitKept(kept, deadline);
                yield null;
            }
            case NONE -> {
                handedOver(draft, lock, chain.pipeline().send(draft, deadline), false);
                yield null;
            }
        };
    }

    private Pipeline.Kept keep(SealedDraft draft, UnitLock lock) throws InterruptedException {
        demandNoLock(draft);
        Pipeline.Kept kept = chain.pipeline().keep(draft, deadline);
        handedOver(draft, lock, kept.answer(), true);
        return kept;
    }

    private void handedOver(SealedDraft draft, UnitLock lock, CompletableFuture<Long> sent, boolean kept) {
        CompletableFuture<Long> answer = andBehind(draft, lock, sent);
        session.further().endWith(answer);
        chain.answers().report(answer, kept);
    }

    /** A lock ends with the program that holds it, or before. */
    private static void demandNoLock(SealedDraft draft) {
        if (draft.draft().relied() != null) {
            throw new IllegalStateException("a commit of scope LOCAL outlasts every lock, and cannot rely on one: use "
                    + "Scope.FULL");
        }
    }

    /** Sends a commit and waits; why it was refused, or null if it was not. */
    private @Nullable CommitRejectedException attempt(SealedDraft draft) throws InterruptedException {
        Submission submission;
        try {
            chain.pipeline().demandInOrder(draft);
            submission = chain.replica().submit(draft.draft(), deadline);
        } catch (CommitRejectedException refusal) {
            return refusal;
        }
        return chain.answers().await(submission, deadline);
    }

    /** Sends a refused commit again, sealed anew, as long as data keys or times were all that was wrong with it. */
    private @Nullable CommitRejectedException untilSealedRight(SealedDraft first,
            @Nullable CommitRejectedException refused) throws InterruptedException {
        SealedDraft draft = first;
        CommitRejectedException refusal = refused;
        while (refusal != null && isStale(refusal) && backoff.await(draft.draft().basis(), deadline)) {
            draft = redrafted(draft, refusal, Redrafting.Merging.NOTHING);
            refusal = attempt(draft);
        }
        return refusal;
    }

    /** Sends a refused commit again, merged with what it met, as long as nothing else is wrong with it. */
    private @Nullable CommitRejectedException untilMerged(SealedDraft first, CommitRejectedException refused)
            throws InterruptedException {
        SealedDraft draft = first;
        CommitRejectedException refusal = refused;
        while (refusal != null && Pipeline.isOutdated(refusal) && backoff.await(draft.draft().basis(), deadline)) {
            draft = redrafted(draft, refusal, Redrafting.Merging.ONLINE);
            refusal = attempt(draft);
        }
        return refusal;
    }

    private SealedDraft redrafted(SealedDraft draft, CommitRejectedException refusal, Redrafting.Merging merging)
            throws InterruptedException {
        Set<PrimaryKey> likely = Set.of();
        for (;;) {
            try (Origin newer = chain.pipeline().origin(likely, deadline)) {
                return new Redrafting(draft, refusal, merging, newer, deadline).redrafted();
            } catch (SnapshotExpiredException e) {
                if (e.looked().isEmpty() || deadline.remaining() <= 0) {
                    throw e;
                }
                likely = e.looked();
            }
        }
    }

    /** Sends a commit whose body is not run again; its last answer. */
    private CompletableFuture<Long> sendOnce(SealedDraft draft, UnitLock lock) throws InterruptedException {
        CompletableFuture<Long> answer;
        try {
            answer = chain.pipeline().sendAwaited(draft, deadline);
        } catch (CommitRejectedException refusal) {
            answer = CompletableFuture.failedFuture(refusal);
        }
        return andBehind(draft, lock, answer);
    }

    /** The same answer, which says of a conflict in which fields it is, as far as that is known here. */
    private CompletableFuture<Long> explained(SealedDraft draft, KnownNames names, CompletableFuture<Long> answer) {
        return draft.edits().isEmpty() && names.isEmpty() ? answer : answer.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(switch (cause) {
                case ConflictException conflict when !draft.edits().isEmpty() ->
                        names.told(Clash.explained(conflict, draft, deadline));
                case CommitRejectedException refused -> names.told(refused);
                case null, default -> failure;
            });
        });
    }

    private CompletableFuture<Long> andBehind(SealedDraft draft, UnitLock lock, CompletableFuture<Long> answer) {
        chain.handedOver().add(answer);
        lock.until(answer);
        return draft.sealedBelow().isEmpty() ? answer : answer.thenApplyAsync(sequence -> {
            // the answer may come long after the deadline
            sealBehind(draft, deadline.remaining() > 0 ? deadline : Deadline.in(patience));
            return sequence;
        }, task -> Thread.ofVirtual().name("ate-seal").start(task));
    }

    /**
     * Whoever changes who reads an object has what hangs below it sealed anew as far as he knows it, and as it fits.
     * What others put there in the meantime, for its former readers, follows in commits of their own. So does what they
     * have changed so often meanwhile that it was left out, and what is too long to go with anything else.
     */
    private void sealBehind(SealedDraft draft, Deadline until) {
        long since = first < 0 ? draft.draft().basis() : Math.min(first, draft.draft().basis());
        for (PrimaryKey object : draft.sealedBelow()) {
            new SealingBehind(chain, session, new Behind(object, since, draft.opensToEveryone(object)), until)
                    .untilDone();
        }
    }

    /**
     * Tells whether somebody else came first, or only that the commit was refused is known, since the answer was lost
     * with a connection: to run it again tells why.
     */
    private static boolean isToBeRunAgain(CommitRejectedException refusal) {
        return refusal instanceof ConflictException || refusal.reason() == Reason.REFUSED_EARLIER;
    }

    private static boolean isStale(CommitRejectedException refusal) {
        return refusal.reason() == Reason.STALE_DATA_KEY || refusal.reason() == Reason.TIME_AHEAD;
    }

    private static ChainUnavailableException handingOver(InterruptedException cause) {
        return Interruption.of("handing over a commit; nothing was stored", cause);
    }
}
