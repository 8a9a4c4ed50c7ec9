package io.ate.internal.dao;

import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.InterruptedCommitException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Keeping;
import io.ate.internal.replica.KeptCommit;
import io.ate.internal.replica.LockClaim;
import io.ate.internal.replica.LockWish;
import io.ate.internal.replica.OutboxLog;
import io.ate.internal.replica.ProvenEvent;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.ServiceLine;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.replica.Submission;
import io.ate.internal.replica.Unanswered;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A replica whose commits take effect, while their answers are withheld until they are released. Thread-safe. */
final class Withholding implements Replica {
    private final Replica replica;
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final CountDownLatch submitted = new CountDownLatch(1);
    private volatile Unanswered known = new Unanswered.Sent();
    private volatile @Nullable Exception doubt;
    private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
    private final AtomicInteger inVain = new AtomicInteger();
    private final CompletableFuture<Set<KeyId>> firstRelease = new CompletableFuture<>();
    private final List<Set<KeyId>> releasedKeys = new CopyOnWriteArrayList<>();

    /** Of the next commit; after it the chain is looked at so often in vain. */
    private record Refusal(CommitRejectedException cause, int inVain) {}

    Withholding(Replica replica) {
        this.replica = replica;
    }

    /** Lets all answers go, those to come too. */
    void release() {
        released.complete(null);
    }

    /** Says from now on that this is known of commits without an answer. */
    void tell(Unanswered fate) {
        known = fate;
    }

    /** Has all answers be that refusal instead. */
    void refuse(CommitRejectedException refusal) {
        released.completeExceptionally(refusal);
    }

    /** Has the next commit be refused instead of stored, and the chain be out of reach for so many looks then. */
    void refuseNext(CommitRejectedException cause, int looksInVain) {
        refusal.set(new Refusal(cause, looksInVain));
    }

    /** Has answers from now on leave open what becomes of the commit. */
    void leaveOpen(Exception cause) {
        doubt = cause;
    }

    /** Waits until a commit has been handed over. */
    void awaitSubmission() throws InterruptedException {
        submitted.await();
    }

    @Override
    public Submission submit(Draft draft, @Nullable Keeping keeping, Deadline deadline)
            throws InterruptedException {
        Refusal refused = refusal.getAndSet(null);
        if (refused != null) {
            inVain.set(refused.inVain);
            return new Submission(new CommitId(draft.keys().getFirst().id(), 1, 2, 3),
                    CompletableFuture.failedFuture(refused.cause), () -> known, () -> {
                        // nobody sees it
                    }, () -> {
                        // nor misses it
                    }, 0, CompletableFuture.completedFuture(null));
        }
        Submission real = replica.submit(draft, keeping, deadline);
        submitted.countDown();
        Exception open = doubt;
        return new Submission(real.commit(),
                open == null ? released.thenCombine(real.answer(), (_, answer) -> answer)
                        : CompletableFuture.failedFuture(
                                new InterruptedCommitException("nobody can say", real.commit(), open)),
                () -> known, real.hiding(), real.leaving(), real.place(), real.kept());
    }

    @Override
    public @Nullable Submission restore(KeptCommit kept, Draft draft) {
        return replica.restore(kept, draft);
    }

    @Override
    public void refusedBefore(CommitId commit) {
        replica.refusedBefore(commit);
    }

    @Override
    public Optional<ProvenEvent> prove(PrimaryKey object) {
        return replica.prove(object);
    }

    @Override
    public long time(long own) {
        return replica.time(own);
    }

    @Override
    public boolean isLocal() {
        return replica.isLocal();
    }

    @Override
    public Optional<OutboxLog> outbox() {
        return replica.outbox();
    }

    @Override
    public WriterId writer(KeyId key) {
        return replica.writer(key);
    }

    @Override
    public void actedUnder(Supplier<List<HeldKeys>> keys) {
        replica.actedUnder(keys);
    }

    @Override
    public void release(Set<KeyId> keys) {
        releasedKeys.add(keys);
        firstRelease.complete(keys);
        replica.release(keys);
    }

    /** Completes with the keys that nobody acts under any more, as soon as that is said first. */
    CompletableFuture<Set<KeyId>> firstRelease() {
        return firstRelease.copy();
    }

    /** The keys that nobody acts under any more, in the order in which that was said. */
    List<Set<KeyId>> releasedKeys() {
        return List.copyOf(releasedKeys);
    }

    @Override
    public SignedGenesis genesis() {
        return replica.genesis();
    }

    @Override
    public long sequence() {
        return replica.sequence();
    }

    @Override
    public Registration owe() {
        return replica.owe();
    }

    @Override
    public void awaitOwed(Deadline deadline) throws InterruptedException {
        replica.awaitOwed(deadline);
    }

    @Override
    public Standpoint standpoint(Set<PrimaryKey> likely) {
        if (inVain.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ChainUnavailableException("the server is out of reach");
        }
        return replica.standpoint(likely);
    }

    @Override
    public Snapshot confirmed() {
        return replica.confirmed();
    }

    @Override
    public Event event(long sequence, Deadline deadline) throws InterruptedException {
        return replica.event(sequence, deadline);
    }

    @Override
    public Written written(long sequence) {
        return replica.written(sequence);
    }

    @Override
    public Event header(long sequence) {
        return replica.header(sequence);
    }

    @Override
    public boolean isCompacted(Event event, long sequence, Deadline deadline) throws InterruptedException {
        return replica.isCompacted(event, sequence, deadline);
    }

    @Override
    public boolean await(long sequence, Deadline deadline) throws InterruptedException {
        return replica.await(sequence, deadline);
    }

    @Override
    public ServiceLine services() {
        return replica.services();
    }

    @Override
    public boolean settle(Deadline deadline) throws InterruptedException {
        return replica.settle(deadline);
    }

    @Override
    public void pause(Deadline until) throws InterruptedException {
        replica.pause(until);
    }

    @Override
    public void demandHistory(String what) {
        replica.demandHistory(what);
    }

    @Override
    public boolean catchUp(Deadline deadline) throws InterruptedException {
        return replica.catchUp(deadline);
    }

    @Override
    public void demandServer(String what) {
        replica.demandServer(what);
    }

    @Override
    public LockClaim lock(LockWish wish) {
        return replica.lock(wish);
    }

    @Override
    public Executor callbacks() {
        return replica.callbacks();
    }

    @Override
    public Registration listen(Consumer<Effects> listener) {
        return replica.listen(listener);
    }

    @Override
    public Registration whenEnded(Runnable told) {
        return replica.whenEnded(told);
    }

    @Override
    public Iterable<Applied> history(long sequence) {
        return replica.history(sequence);
    }

    @Override
    public void close() {
        replica.close();
    }
}
