package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DeadlineExceededException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Keeping;
import io.ate.internal.replica.OutboxLog;
import io.ate.internal.replica.SharedFailure;
import io.ate.internal.replica.Submission;
import io.ate.internal.view.SnapshotExpiredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of a chain that no body can be asked about any more, on their way: one that is refused for what others
 * did meanwhile is drawn up anew, merged with that, and sent under a new number. Thread-safe.
 *
 * <p>
 * What builds on a refused commit is refused, too; that is known here before the server says so, and all of it is drawn
 * up anew at once, in the order in which it was handed over, each on top of what came in the place of those before. So
 * it is as if the program had made its changes a little later. A thread of its own does that, and no other; whoever
 * begins a unit of work meanwhile waits for it a while, in order not to miss what was written before. Who does not wait
 * so long, and changes the same object, has his commit drawn up anew behind it.
 */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    /** After so long, it is looked again what has become of a commit that is being drawn up anew. */
    private static final Duration AT_WORK = Duration.ofMillis(50);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Set<Reason> OUTDATED = Set.of(Reason.STALE_DATA_KEY, Reason.REFUSED_EARLIER,
            Reason.BASIS_TOO_OLD, Reason.TIME_AHEAD);
    private static final Set<Reason> OF_ANOTHER_TIME = Set.of(Reason.LIMIT, Reason.BASIS_AHEAD, Reason.HEAD_UNKNOWN);

    private final OpenChain chain;
    private final Workers workers;
    private final Patience patience;
    private final Successors successors = new Successors();
    private final Lock lock = new ReentrantLock();
    private final CommitOrder order = new CommitOrder();
    /** Refused commits that have to wait until more is known of an earlier one. */
    private final Set<UnderWay> postponed = new HashSet<>();
    private boolean working;
    private volatile @Nullable Thread worker;

    Pipeline(OpenChain chain, Workers workers) {
        this.chain = chain;
        this.workers = workers;
        this.patience = new Patience(workers.patience());
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
        return send(new UnderWay(draft, Redrafting.Merging.ALL, Deadline.in(FOR_EVER), false), deadline);
    }

    /** The same for a commit that lies in the outbox until then, and survives this program there. */
    Kept keep(SealedDraft draft, Deadline deadline) throws InterruptedException {
        UnderWay commit = new UnderWay(draft, Redrafting.Merging.ALL, Deadline.in(FOR_EVER), true);
        var _ = send(commit, deadline);
        return new Kept(commit);
    }

    /** A commit that is to lie in the outbox. */
    record Kept(UnderWay commit) {
        /**
         * Completes when it lies there for good, or exceptionally if it never will: on a thread that the program's own
         * code must not run on.
         */
        CompletableFuture<Void> there() {
            return commit.kept();
        }

        /** Its last answer. */
        CompletableFuture<Long> answer() {
            return commit.answer();
        }
    }

    /**
     * Waits until the commit lies in the outbox for good.
     *
     * @throws ChainUnavailableException if it cannot be put there before the deadline; then nothing is stored
     * @throws DeadlineExceededException if the disk does not say so in time
     */
    void awaitKept(Kept kept, Deadline deadline) throws InterruptedException {
        Deadline until = deadline;
        for (;;) {
            try {
                kept.there().get(Math.max(0, until.remaining()), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? SharedFailure.here(cause)
                        : new AteException("a commit could not be put into the outbox", e);
            } catch (TimeoutException _) {
                endWaiting(kept.commit());
                until = Deadline.in(AT_WORK); // the worker is at it
            }
        }
    }

    /** Says what is known of a commit that was to lie in the outbox by now, unless it is at work. */
    private void endWaiting(UnderWay commit) {
        lock.lock();
        try {
            CommitId number = commit.number();
            if (number != null) {
                chain.answers().remember(number, commit.answer());
                throw new DeadlineExceededException("the disk has not said in time that the commit lies in the outbox: "
                        + "chain.outcome tells what becomes of it", number);
            }
            if (!commit.isAtWork() && order.remove(commit)) {
                commit.leave();
                resume();
                ChainUnavailableException why = new ChainUnavailableException(
                        "earlier commits to the same objects wait "
                                + "for the server, which has to say first what became of them; nothing is stored");
                chain.replica().callbacks().execute(() -> commit.answer().completeExceptionally(why));
                throw why;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has it known what becomes of a commit that lies in the outbox. Returns the number under which it goes by now. */
    CommitId rememberIfKept(CommitId commit) {
        lock.lock();
        try {
            CommitId now = successors.newest(commit);
            order.all()
                    .stream()
                    .filter(each -> each.keptAt() != 0 && now.equals(each.number()))
                    .findFirst()
                    .ifPresent(each -> chain.answers().remember(commit, each.answer()));
            return now;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A commit that an earlier program put into the outbox will be on its way again. It comes after all that were
     * handed over by now; {@link #endIfUnsent} if nothing comes of it.
     *
     * @param id that it has
     * @param lineage what it has come in the place of: what builds on that will be drawn up anew
     */
    UnderWay expected(SealedDraft draft, CommitId id, Lineage lineage) {
        UnderWay commit = new UnderWay(draft, Redrafting.Merging.ALL, Deadline.in(FOR_EVER), true);
        commit.descends(lineage);
        lineage.tell(successors, id);
        lineage.ancestors().forEach(each -> chain.replica().refusedBefore(each.commit()));
        lock.lock();
        try {
            order.add(commit);
            return commit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes on with such a commit, which is on its way again.
     *
     * @return its last answer
     */
    CompletableFuture<Long> restored(UnderWay commit, Submission submission) {
        sent(commit, commit.draft(), submission);
        lock.lock();
        try {
            if (commit.buildsOn(successors::isRefused).isPresent()) {
                startWorking(); // the server need not be asked
            }
        } finally {
            lock.unlock();
        }
        return commit.answer();
    }

    /** The same for a commit that somebody waits for until the deadline: only some types are merged then. */
    CompletableFuture<Long> sendAwaited(SealedDraft draft, Deadline deadline) throws InterruptedException {
        return send(new UnderWay(draft, Redrafting.Merging.ONLINE, deadline, false), deadline);
    }

    private CompletableFuture<Long> send(UnderWay commit, Deadline deadline) throws InterruptedException {
        if (begin(commit)) {
            try {
                sent(commit, commit.draft(), submit(commit, commit.draft(), deadline));
            } catch (CommitRejectedException refusal) {
                // Where nobody waits, the body is still there to be run again.
                boolean isForTheBody = refusal instanceof ConflictException
                        && commit.merging() == Redrafting.Merging.ALL;
                if (isForTheBody || !isToBeRedrawn(commit, refusal)) {
                    throw refusal;
                }
                refused(commit, null, refusal);
            } finally {
                endIfUnsent(commit);
            }
        }
        return commit.answer();
    }

    private Submission submit(UnderWay commit, SealedDraft draft, Deadline deadline) throws InterruptedException {
        return submit(commit, draft, commit.lineage(), deadline);
    }

    private Submission submit(UnderWay commit, SealedDraft draft, Lineage lineage, Deadline deadline)
            throws InterruptedException {
        Keeping keeping = commit.isOutlasting() ? draft.keeping(commit.keptAt(), lineage) : null;
        return chain.replica().submit(draft.draft().toBeRedrawn(), keeping, deadline);
    }

    /**
     * The chain as it is now, with all that was written before; while some of that is being drawn up anew, it is waited
     * for, but readers are no more patient than {@link Workers} says.
     *
     * @param likely objects that will be looked at, as far as can be said
     */
    Origin origin(Set<PrimaryKey> likely, Deadline deadline) {
        boolean isWorker = Thread.currentThread().equals(worker); // which cannot wait for itself
        Patience.Wait wait = isWorker ? Patience.Wait.NOT : patience.begin(deadline);
        for (;;) {
            try {
                chain.replica().awaitOwed(wait.until());
            } catch (InterruptedException e) {
                throw Interruption.of("waiting for earlier commits to be merged", e);
            }
            long last = lastPlace();
            Origin origin = new Origin(chain.replica().standpoint(likely), last);
            if (origin.standpoint().isWhole()) {
                return origin;
            }
            if (wait.until().remaining() <= 0) {
                patience.inVain(wait);
                return origin;
            }
            origin.close();
        }
    }

    private long lastPlace() {
        lock.lock();
        try {
            return order.last();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the draft come after what was handed over before it was begun.
     *
     * @throws CommitRejectedException if it was made without seeing some of that, which is being drawn up anew
     */
    void demandInOrder(SealedDraft draft) {
        Optional<PrimaryKey> overtaken;
        lock.lock();
        try {
            overtaken = order.overtaken(draft, draft.from());
        } finally {
            lock.unlock();
        }
        overtaken.ifPresent(object -> {
            throw tooEarly(object);
        });
    }

    private static CommitRejectedException tooEarly(PrimaryKey object) {
        return CommitRejectedException.of(Reason.PREDECESSOR_REFUSED, "an earlier commit of this program to object "
                + object + " is still being merged with what others did", object);
    }

    /** Tells whether the commit was refused for what has happened since it was made, and nothing else. */
    static boolean isOutdated(@Nullable Throwable refusal) {
        return refusal instanceof ConflictException
                || (refusal instanceof CommitRejectedException rejected && OUTDATED.contains(rejected.reason()));
    }

    private static boolean isToBeRedrawn(UnderWay commit, @Nullable Throwable failure) {
        return failure instanceof CommitRejectedException refusal
                && (isOutdated(refusal) || isTooLongAgo(commit, refusal)) && !commit.isHopeless(refusal);
    }

    /**
     * What has lain in the outbox for long may name commits that nobody looks up any more, or what a restored server
     * has lost, and its user has accepted.
     */
    private static boolean isTooLongAgo(UnderWay commit, CommitRejectedException refusal) {
        return commit.isOutlasting() && OF_ANOTHER_TIME.contains(refusal.reason());
    }

    /** Tells whether it may go as it is; else it is drawn up anew behind what it has not seen. */
    private boolean begin(UnderWay commit) {
        lock.lock();
        try {
            Optional<PrimaryKey> overtaken = order.overtaken(commit.draft(), commit.draft().from().standpoint(),
                    order.last());
            order.add(commit);
            overtaken.ifPresent(object -> refused(commit, tooEarly(object)));
            return overtaken.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** It was not sent, and nothing is known against it: nobody waits for it. */
    void endIfUnsent(UnderWay commit) {
        lock.lock();
        try {
            if (commit.submission() == null && commit.refusal() == null) {
                order.remove(commit);
                resume();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sent(UnderWay commit, SealedDraft draft, Submission submission) {
        lock.lock();
        try {
            if (commit.refusal() != null) {
                patience.goesOn();
            }
            commit.sent(draft, submission);
            resume();
        } finally {
            lock.unlock();
        }
        var _ = submission.answer().whenComplete((_, failure) -> {
            if (failure instanceof CommitRejectedException refusal) {
                if (isToBeRedrawn(commit, refusal)) {
                    refused(commit, submission, refusal); // quick: this is a thread of the replica
                }
            } else if (failure != null && submission.place() != 0) {
                adjourn(commit, submission, failure);
            }
        });
        CompletableFuture<Long> told = commit.merging() == Redrafting.Merging.ALL ? chain.answers().told(submission)
                : chain.answers().told(submission, commit.deadline());
        var _ = told.whenComplete((first, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (!isToBeRedrawn(commit, cause) && end(commit, submission)) {
                if (cause != null && commit.keptAt() != 0) {
                    var _ = noted(commit, cause).whenCompleteAsync((_, _) -> complete(commit, first, cause),
                            chain.replica().callbacks());
                } else {
                    complete(commit, first, cause);
                }
            }
        });
    }

    /** What lies in the outbox stays there: to be looked at if it was refused, else to be sent another time. */
    private CompletableFuture<Void> noted(UnderWay commit, Throwable why) {
        OutboxLog outbox = chain.replica().outbox().orElse(null);
        if (commit.keptAt() != 0 && outbox != null) {
            if (why instanceof CommitRejectedException refusal) {
                return outbox.refused(commit.keptAt(), refusal);
            }
            outbox.waits(commit.keptAt());
        }
        return CompletableFuture.completedFuture(null);
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
            boolean ends = Objects.equals(commit.submission(), submission) && order.remove(commit);
            if (ends) {
                commit.leave();
                patience.goesOn();
                resume();
            }
            return ends;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is said against it, and it cannot come now: it stays in the outbox, to be sent another time. */
    private void adjourn(UnderWay commit, Submission submission, Throwable why) {
        lock.lock();
        try {
            if (Objects.equals(commit.submission(), submission) && end(commit, submission)) {
                postponed.remove(commit);
                chain.replica().outbox().ifPresent(outbox -> outbox.waits(submission.place()));
                chain.replica().callbacks().execute(() -> complete(commit, null, why));
            }
        } finally {
            lock.unlock();
        }
    }

    /** So does what builds on such a one: it would be refused, and that would say nothing. */
    private boolean isAdjourned(UnderWay commit) {
        Submission submission = commit.submission();
        OutboxLog outbox = chain.replica().outbox().orElse(null);
        if (outbox == null || submission == null || submission.place() == 0 || !submission.answer().isDone()
                || commit.names(earlier -> outbox.isLeft(successors.newest(earlier))).isEmpty()) {
            return false;
        }
        adjourn(commit, submission, new ChainUnavailableException("the commit stays in the outbox, as one that it "
                + "builds on does"));
        return true;
    }

    private void refused(UnderWay commit, @Nullable Submission submission, CommitRejectedException refusal) {
        lock.lock();
        try {
            if (Objects.equals(commit.submission(), submission) && order.contains(commit) && !isAdjourned(commit)) {
                refused(commit, refusal);
            }
        } finally {
            lock.unlock();
        }
    }

    private void refused(UnderWay commit, CommitRejectedException refusal) {
        note(commit, refusal);
        postponed.clear();
        startWorking();
    }

    /** Who waits for it is told by his deadline, whatever the worker has to wait for until then. */
    private void note(UnderWay commit, CommitRejectedException refusal) {
        commit.refused(refusal, chain.replica());
        if (commit.merging() != Redrafting.Merging.ALL) {
            chain.answers().atDeadline(commit.answer(), commit.deadline(), () -> expire(commit));
        }
    }

    /** More is known of a commit: those that waited for it may have their turn. */
    private void resume() {
        if (!postponed.isEmpty()) {
            postponed.clear();
            startWorking();
        }
    }

    private void startWorking() {
        if (!working) {
            working = true;
            workers.executor().execute(this::work);
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
            for (UnderWay commit : order.all()) {
                if (commit.refusal() == null) {
                    Optional<PrimaryKey> object = commit.buildsOn(
                            earlier -> refused.contains(earlier) || successors.isRefused(earlier));
                    object.ifPresent(key -> note(commit, CommitRejectedException.of(Reason.PREDECESSOR_REFUSED,
                            "object " + key + " was read as an earlier commit left it, which was refused", key)));
                }
                if (commit.refusal() != null) {
                    if (!postponed.contains(commit)) {
                        due.add(commit);
                    }
                    CommitId number = commit.number();
                    if (number != null) {
                        refused.add(number);
                    }
                }
            }
            if (due.isEmpty()) {
                worker = null;
                working = false;
            }
        } finally {
            lock.unlock();
        }
        return due;
    }

    /** Tells whether all that was handed over before is seen; if not, it has its turn when more is known of that. */
    private boolean isBehindAll(UnderWay commit, Origin from) {
        lock.lock();
        try {
            if (order.overtaken(commit.draft(), from).isEmpty()) {
                return true;
            }
            postponed.add(commit);
            commit.postponed();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void expire(UnderWay commit) {
        lock.lock();
        try {
            CommitRejectedException refusal = commit.refusal();
            if (refusal != null && !commit.isAtWork() && order.contains(commit)) {
                postponed.remove(commit);
                giveUp(commit, refusal);
            }
        } finally {
            lock.unlock();
        }
    }

    /** False if it has ended by now. */
    private boolean takeUp(UnderWay commit) {
        lock.lock();
        try {
            boolean isHere = order.contains(commit) && !isAdjourned(commit);
            commit.atWork(isHere);
            return isHere;
        } finally {
            lock.unlock();
        }
    }

    /** Draws a commit up anew until it is sent, or cannot be: nothing that comes later may overtake it. */
    private void redraft(UnderWay commit) {
        CommitRejectedException refusal = commit.refusal();
        boolean first = true;
        Set<PrimaryKey> looked = Set.of();
        while (refusal != null && takeUp(commit)) {
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
                CommitRejectedException why = Clash.ofRefusedBasis(last, clash);
                giveUp(commit, why, noted(commit, why));
                return;
            } catch (InterruptedException | RuntimeException e) { // the chain is closed
                last.addSuppressed(e);
                giveUp(commit, commit.keptAt() == 0 ? last : e, noted(commit, e));
                return;
            } catch (Error e) { // of a rule: the others have to go on
                LOG.error("a commit could not be merged", e);
                last.addSuppressed(e);
                giveUp(commit, last, noted(commit, last));
                return;
            }
        }
        if (commit.deadline().remaining() <= 0) { // nobody ended it as long as it was at work
            expire(commit);
        }
    }

    /**
     * What was refused only together with something before it need not wait for news of what that met; nor does what
     * has waited before.
     */
    private boolean isItsTurn(UnderWay commit, CommitRejectedException refusal, boolean first) {
        return (first && (refusal.reason() == Reason.PREDECESSOR_REFUSED || commit.wasPostponed()))
                ? commit.deadline().remaining() > 0
                : workers.pace()
                        .await(chain.replica(), commit.nextAttempt(), commit.draft().draft().basis(),
                                commit.deadline());
    }

    /**
     * Why it has to be drawn up anew once more, or null if it was sent, or is postponed.
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
        try (Origin newer = new Origin(chain.replica().standpoint(looked), commit.place() - 1)) {
            if (!isBehindAll(commit, newer)) {
                return null;
            }
            Redrafting redrafting = new Redrafting(commit.draft(), refusal, commit.merging(), newer,
                    commit.deadline());
            again = redrafting.redrafted();
            // What it left before is not known any more if that was merged already.
            merged = new HashSet<>(redrafting.merged());
            if (commit.lineage().redrafted()) {
                merged.addAll(again.edits().keySet());
            }
        }
        Lineage lineage = commit.lineage().and(before, merged);
        Submission submission;
        try {
            submission = submit(commit, again, lineage, commit.deadline());
        } catch (CommitRejectedException refused) {
            if (isOutdated(refused)) {
                return refused;
            }
            throw refused;
        }
        if (before != null) {
            successors.add(before, new Successors.Successor(submission.commit(), merged));
        }
        commit.descends(lineage);
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
        giveUp(commit, why, CompletableFuture.completedFuture(null));
    }

    /** @param noted completes when it may be told */
    private void giveUp(UnderWay commit, Throwable why, CompletableFuture<Void> noted) {
        CommitId number = commit.number();
        if (number != null) {
            successors.add(number, new Successors.Successor(null, Set.of()));
        }
        if (end(commit, commit.submission())) {
            var _ = noted.whenCompleteAsync((_, _) -> {
                commit.kept().completeExceptionally(why);
                commit.answer().completeExceptionally(why);
            }, chain.replica().callbacks());
        }
    }
}
