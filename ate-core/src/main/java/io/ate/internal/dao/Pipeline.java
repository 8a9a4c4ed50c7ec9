package io.ate.internal.dao;

import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.replica.Submission;
import io.ate.internal.view.SnapshotExpiredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The commits of a chain that no body can be asked about any more, on their way: one that is refused for what others
 * did meanwhile is drawn up anew, merged with that, and sent under a new number. Thread-safe.
 *
 * <p>
 * What builds on a refused commit is refused, too; that is known here before the server says so, and all of it is drawn
 * up anew at once, in the order in which it was handed over, each on top of what came in the place of those before. So
 * it is as if the program had made its changes a little later. A thread of its own does that, and no other; whoever
 * begins a unit of work meanwhile waits for it a while, in order not to miss what was written before.
 */
final class Pipeline {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Set<Reason> OUTDATED = Set.of(Reason.STALE_DATA_KEY, Reason.REFUSED_EARLIER,
            Reason.BASIS_TOO_OLD);

    private final OpenChain chain;
    private final Workers workers;
    private final Successors successors = new Successors();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition whole = lock.newCondition();
    private final Set<UnderWay> underWay = new LinkedHashSet<>();
    private volatile @Nullable Thread worker;
    private volatile boolean working;

    Pipeline(OpenChain chain, Workers workers) {
        this.chain = chain;
        this.workers = workers;
    }

    Successors successors() {
        return successors;
    }

    /**
     * Sends a commit whose answer nobody waits for; it is merged with whatever was done meanwhile, for as long as the
     * chain is open.
     *
     * @param deadline for handing it over
     * @return its last answer
     * @throws CommitRejectedException if it is already clear here that it would be refused, and not for its sealing
     */
    CompletableFuture<Long> send(SealedDraft draft, Deadline deadline) throws InterruptedException {
        return send(new UnderWay(draft, Redrafting.Merging.ALL, Deadline.in(FOR_EVER)), deadline);
    }

    /** The same for a commit that somebody waits for until the deadline: only some types are merged then. */
    CompletableFuture<Long> sendAwaited(SealedDraft draft, Deadline deadline) throws InterruptedException {
        return send(new UnderWay(draft, Redrafting.Merging.ONLINE, deadline), deadline);
    }

    private CompletableFuture<Long> send(UnderWay commit, Deadline deadline) throws InterruptedException {
        begin(commit);
        try {
            sent(commit, commit.draft(), submit(commit.draft(), deadline));
        } catch (CommitRejectedException refusal) {
            // Where nobody waits, the body is still there to be run again.
            boolean isForTheBody = refusal instanceof ConflictException
                    && commit.merging() == Redrafting.Merging.ALL;
            if (isForTheBody || !isOutdated(refusal)) {
                throw refusal;
            }
            refused(commit, null, refusal);
        } finally {
            endIfUnsent(commit);
        }
        return commit.answer();
    }

    private Submission submit(SealedDraft draft, Deadline deadline) throws InterruptedException {
        return chain.replica().submit(draft.draft().toBeRedrawn(), deadline);
    }

    /**
     * Waits until nothing is hidden from readers that is being drawn up anew; but readers are no more patient than
     * {@link Workers} says.
     */
    void awaitWhole(Deadline deadline) {
        if (!working || Thread.currentThread().equals(worker)) {
            return;
        }
        long nanos = Math.min(deadline.remaining(), workers.patience().toNanos());
        try {
            lock.lockInterruptibly();
            try {
                while (working && nanos > 0) {
                    nanos = whole.awaitNanos(nanos);
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for earlier commits to be merged", e);
        }
    }

    /** Tells whether the commit was refused for what has happened since it was made, and nothing else. */
    static boolean isOutdated(@Nullable Throwable refusal) {
        return refusal instanceof ConflictException
                || (refusal instanceof CommitRejectedException rejected && OUTDATED.contains(rejected.reason()));
    }

    private void begin(UnderWay commit) {
        lock.lock();
        try {
            underWay.add(commit);
        } finally {
            lock.unlock();
        }
    }

    private void endIfUnsent(UnderWay commit) {
        lock.lock();
        try {
            if (commit.submission() == null && commit.refusal() == null) {
                underWay.remove(commit);
            }
        } finally {
            lock.unlock();
        }
    }

    private void sent(UnderWay commit, SealedDraft draft, Submission submission) {
        lock.lock();
        try {
            commit.sent(draft, submission);
        } finally {
            lock.unlock();
        }
        var _ = submission.answer().whenComplete((_, failure) -> {
            if (failure instanceof CommitRejectedException refusal && isOutdated(refusal)) {
                refused(commit, submission, refusal); // quick: this is a thread of the replica
            }
        });
        CompletableFuture<Long> told = commit.merging() == Redrafting.Merging.ALL ? chain.answers().told(submission)
                : chain.answers().told(submission, commit.deadline());
        var _ = told.whenComplete((first, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (!isOutdated(cause) && end(commit, submission)) {
                complete(commit, first, cause);
            }
        });
    }

    private static void complete(UnderWay commit, @Nullable Long first, @Nullable Throwable failure) {
        if (failure == null) {
            commit.answer().complete(first);
        } else {
            commit.answer().completeExceptionally(failure);
        }
    }

    /** Nothing more is done about the commit; false if it was sent anew since then, or has ended before. */
    private boolean end(UnderWay commit, @Nullable Submission submission) {
        lock.lock();
        try {
            return Objects.equals(commit.submission(), submission) && underWay.remove(commit);
        } finally {
            lock.unlock();
        }
    }

    private void refused(UnderWay commit, @Nullable Submission submission, CommitRejectedException refusal) {
        lock.lock();
        try {
            if (Objects.equals(commit.submission(), submission) && underWay.contains(commit)) {
                commit.refused(refusal);
                if (!working) {
                    working = true;
                    workers.executor().execute(this::work);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // --- the worker's

    private void work() {
        worker = Thread.currentThread();
        for (List<UnderWay> due = due(); !due.isEmpty(); due = due()) {
            due.forEach(this::redraft);
        }
    }

    /** What has to be drawn up anew now, in order; if that is nothing, the work is done. */
    private List<UnderWay> due() {
        List<UnderWay> due = new ArrayList<>();
        Set<CommitId> refused = new HashSet<>();
        lock.lock();
        try {
            for (UnderWay commit : underWay) {
                if (commit.refusal() == null) {
                    Optional<PrimaryKey> object = commit.buildsOn(
                            earlier -> refused.contains(earlier) || successors.isRefused(earlier));
                    object.ifPresent(key -> commit.refused(CommitRejectedException.of(Reason.PREDECESSOR_REFUSED,
                            "object " + key + " was read as an earlier commit left it, which was refused", key)));
                }
                if (commit.refusal() != null) {
                    due.add(commit);
                    CommitId number = commit.number();
                    if (number != null) {
                        refused.add(number);
                    }
                }
            }
            if (due.isEmpty()) {
                worker = null;
                working = false;
                whole.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return due;
    }

    /** Draws a commit up anew until it is sent, or cannot be: nothing that comes later may overtake it. */
    private void redraft(UnderWay commit) {
        CommitRejectedException refusal = commit.refusal();
        boolean first = true;
        Set<PrimaryKey> looked = Set.of();
        while (refusal != null) {
            CommitRejectedException last = refusal;
            try {
                if (!isItsTurn(commit, last, first)) {
                    giveUp(commit, last);
                    return;
                }
                first = false;
                refusal = sendAgainIfReachable(commit, last, looked);
            } catch (SnapshotExpiredException e) { // the chain has moved on: look again
                looked = e.looked();
                refusal = last;
            } catch (CommitRejectedException clash) {
                giveUp(commit, clash);
                return;
            } catch (InterruptedException | RuntimeException e) { // the chain is closed
                last.addSuppressed(e);
                giveUp(commit, last);
                return;
            }
        }
    }

    /** What was refused only together with something before it need not wait for news of what that met. */
    private boolean isItsTurn(UnderWay commit, CommitRejectedException refusal, boolean first) {
        return (first && refusal.reason() == Reason.PREDECESSOR_REFUSED)
                ? commit.deadline().remaining() > 0
                : workers.pace()
                        .await(chain.replica(), commit.nextAttempt(), commit.draft().draft().basis(),
                                commit.deadline());
    }

    /**
     * Why it has to be drawn up anew once more, or null if it was sent.
     *
     * @param looked what was looked at the last time, if the chain moved on meanwhile
     */
    private @Nullable CommitRejectedException sendAgain(UnderWay commit, CommitRejectedException refusal,
            Set<PrimaryKey> looked) throws InterruptedException {
        CommitId before = commit.number();
        Submission sent = commit.submission();
        if (sent != null) {
            sent.hide(); // or the new one would be made from what it left, if its own refusal is not here yet
        }
        SealedDraft again;
        Set<PrimaryKey> merged;
        try (Standpoint newer = chain.replica().standpoint(looked)) {
            Redrafting redrafting = new Redrafting(commit.draft(), before, refusal, commit.merging(), newer,
                    commit.deadline());
            again = redrafting.redrafted();
            // What it left before is not known any more if that was merged already.
            merged = new HashSet<>(redrafting.merged());
            if (commit.wasRedrafted()) {
                merged.addAll(again.edits().keySet());
            }
        }
        Submission submission;
        try {
            submission = submit(again, commit.deadline());
        } catch (CommitRejectedException refused) {
            if (isOutdated(refused)) {
                return refused;
            }
            throw refused;
        }
        if (before != null) {
            successors.add(before, new Successors.Successor(submission.commit(), merged));
        }
        sent(commit, again, submission);
        return null;
    }

    /** The same, but where that takes a server that is out of reach, it has to wait for its next turn. */
    private @Nullable CommitRejectedException sendAgainIfReachable(UnderWay commit, CommitRejectedException refusal,
            Set<PrimaryKey> looked) throws InterruptedException {
        try {
            return sendAgain(commit, refusal, looked);
        } catch (ChainUnavailableException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return refusal;
        }
    }

    private void giveUp(UnderWay commit, CommitRejectedException why) {
        CommitId number = commit.number();
        if (number != null) {
            successors.add(number, new Successors.Successor(null, Set.of()));
        }
        if (end(commit, commit.submission())) {
            chain.replica().callbacks().execute(() -> commit.answer().completeExceptionally(why));
        }
    }
}
