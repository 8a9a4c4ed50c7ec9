package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.CorruptionException;
import io.ate.InterruptedCommitException;
import io.ate.KeyId;
import io.ate.Reason;
import io.ate.StoreFailedException;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.view.Effects;
import io.ate.internal.wire.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The own commits of a replica on their way out: each gets its writer's next number, is laid over the view, signed if
 * it has to be, and handed on in the order of the numbers. Thread-safe.
 *
 * <p>
 * What depends on the order happens under one lock and is quick. Signing does not: while a commit is alone under way
 * its own thread signs it, else it is signed by the pool, so that who pipelines signs on all cores; the order stays.
 */
final class Outgoing {
    private final ChainId chain;
    private final boolean alwaysSigned;
    private final Overlay overlay;
    private final Prediction prediction;
    private final Executor signers;
    private final Supplier<RootAt> head;
    private final Runnable arrived;
    private final Consumer<WriterId> disowned;
    private final Room room;
    private final ReentrantLock lock = new ReentrantLock();
    private final OwnWriters writers;
    /** By writers: one that waits for an answer holds up none but its own. */
    private final Map<WriterId, Deque<PendingCommit>> unsent = new LinkedHashMap<>();
    private final Doubts doubts = new Doubts();
    private final @Nullable OutboxLog outbox;
    private @Nullable RuntimeException ended;

    /**
     * @param prediction of what commits do that are laid over the view
     * @param head the last head that was verified
     * @param arrived is run when there may be commits to {@linkplain #take() take}, on any thread
     * @param disowned is told of a writer that another one takes the place of, since somebody else uses it
     * @param outbox where commits lie that are to survive the program, or null if there is none
     */
    Outgoing(SignedGenesis genesis, Overlay overlay, Prediction prediction, Entropy entropy, Executor signers,
            Room room, Supplier<RootAt> head, Runnable arrived, Consumer<WriterId> disowned,
            @Nullable OutboxLog outbox) {
        this.outbox = outbox;
        this.disowned = disowned;
        this.chain = genesis.chainId();
        this.alwaysSigned = genesis.record().trust() == Trust.DISTRIBUTED;
        this.overlay = overlay;
        this.prediction = prediction;
        this.signers = signers;
        this.room = room;
        this.head = head;
        this.arrived = arrived;
        this.writers = new OwnWriters(entropy);
    }

    /**
     * Hands over a commit; waits while too much is under way.
     *
     * @param keeping how it is to lie in the outbox, or null if it is not
     */
    PendingCommit submit(Draft draft, @Nullable Keeping keeping, Deadline deadline) throws InterruptedException {
        PreparedEvents events = PreparedEvents.of(chain, draft);
        boolean alone = room.isUnused();
        room.take(events.weight(), deadline);
        boolean laid = false;
        try {
            PendingCommit commit = lay(draft, events, keeping);
            laid = true;
            goOn(commit, events, draft.signed(), alone);
            return commit;
        } finally {
            if (!laid) {
                room.giveBack(events.weight());
            }
        }
    }

    /**
     * Hands over a commit of an earlier program's, as it lies in the outbox: the same words under the same number.
     *
     * @return null if it lies there no more, since the stream has brought it
     */
    @Nullable
    PendingCommit restore(KeptCommit kept, Draft draft) {
        PreparedEvents events = PreparedEvents.of(chain, draft);
        room.force(events.weight());
        boolean laid = false;
        try {
            PendingCommit commit = layAgain(kept, draft, events);
            laid = commit != null;
            if (commit != null) {
                goOn(commit, events, kept.signed(), false);
            }
            return commit;
        } finally {
            if (!laid) {
                room.giveBack(events.weight());
            }
        }
    }

    private void goOn(PendingCommit commit, PreparedEvents events, boolean signed, boolean alone) {
        commit.awaited().forEach(each -> {
            var _ = each.answer().whenComplete((_, _) -> arrived.run());
        });
        var _ = commit.answer().whenComplete((_, _) -> room.giveBack(events.weight()));
        if (!commit.kept().durable().isDone()) {
            var _ = commit.kept().durable().whenCompleteAsync((_, _) -> arrived.run(), signers);
        }
        makeReady(commit, signed, alone);
    }

    /** Tells whether commits are under way whose answers have not come. */
    boolean awaitsAnswers() {
        return !room.isUnused();
    }

    /** Takes the commits that are to be sent now, each writer's in order. */
    List<PendingCommit> take() {
        List<PendingCommit> ready = new ArrayList<>();
        lock.lock();
        try {
            boolean goesOn = true;
            while (goesOn) { // what one writer waited for may have been another's
                goesOn = false;
                for (Deque<PendingCommit> ofWriter : unsent.values()) {
                    goesOn |= take(ofWriter, ready);
                }
                unsent.values().removeIf(Deque::isEmpty);
                goesOn &= !unsent.isEmpty();
            }
        } finally {
            lock.unlock();
        }
        return ready;
    }

    /** Tells whether any has gone. */
    private boolean take(Deque<PendingCommit> ofWriter, List<PendingCommit> ready) {
        int before = ofWriter.size();
        for (PendingCommit next = ofWriter.peekFirst(); next != null && isDue(next); next = ofWriter.peekFirst()) {
            ofWriter.removeFirst();
            if (!next.answer().isDone()) {
                ready.add(next);
            }
        }
        return ofWriter.size() < before;
    }

    private boolean isDue(PendingCommit commit) {
        return commit.answer().isDone()
                || (commit.isReady() && isSafe(commit) && commit.isReleased() && !isOvertaking(commit)
                        && commit.behind()
                                .entrySet()
                                .stream()
                                .noneMatch(each -> isUnsent(each.getKey(), each.getValue())));
    }

    /**
     * Tells whether the commit, its writer's next, would go before something of another writer's that lies in the
     * outbox
     * and was handed over earlier, as by the program before this one: what lies there goes in its order, however long
     * each takes to sign.
     */
    private boolean isOvertaking(PendingCommit commit) {
        return outbox != null && unsent.values()
                .stream()
                .flatMap(each -> each.stream().takeWhile(before -> before.firstTicket() < commit.firstTicket()))
                .anyMatch(PendingCommit::isKept);
    }

    /** Nobody but the outbox knows what was sent before a program died, so it knows it first. */
    private static boolean isSafe(PendingCommit commit) {
        CompletableFuture<Void> durable = commit.kept().durable();
        return durable.isDone() && !durable.isCompletedExceptionally();
    }

    /**
     * Tells whether that writer's commit would come after what is to be behind it if that were sent now. Tickets tell
     * the order in which a writer's commits go: what waited for keys goes behind higher numbers.
     */
    private boolean isUnsent(WriterId writer, long ticket) {
        Deque<PendingCommit> ofWriter = unsent.get(writer);
        PendingCommit first = ofWriter == null ? null : ofWriter.peekFirst();
        return first != null && first.firstTicket() <= ticket;
    }

    /** Tells whether this is, or was, a writer of this replica. */
    boolean isOwn(WriterId writer) {
        return writers.isOwn(writer);
    }

    /** Tells whether that number of an own writer was given to a commit. */
    boolean wasUsed(WriterId writer, long number) {
        return writers.wasUsed(writer, number);
    }

    /** The writer of what is committed under that key now. */
    WriterId writer(KeyId key) {
        lock.lock();
        try {
            return writers.of(key);
        } finally {
            lock.unlock();
        }
    }

    /** Somebody else uses this writer: what comes from now on is written by a new one. */
    void renew(WriterId writer) {
        lock.lock();
        try {
            writers.renew(writer);
        } finally {
            lock.unlock();
        }
        disowned.accept(writer);
    }

    /**
     * Takes a commit back that was refused or can never be sent, and tells its owner why; so it does with all that
     * builds on it, whatever is still to be heard of that. What waits in the outbox for another time has what builds
     * on it wait there, too.
     */
    void fail(PendingCommit commit, RuntimeException cause) {
        List<Doomed> successors = overlay.takeBack(commit);
        commit.answer().completeExceptionally(cause);
        if (commit.isKept() && !(cause instanceof CommitRejectedException)) {
            putOff(successors, cause);
        } else {
            refuse(successors);
        }
    }

    private void putOff(List<Doomed> successors, RuntimeException cause) {
        Set<CommitId> refused = new HashSet<>();
        for (Doomed each : successors) {
            if (each.commit().isKept() && each.commit().buildsOnAny(refused).isEmpty()) {
                fail(each.commit(), new ChainUnavailableException("the commit stays in the outbox, as one that it "
                        + "builds on: " + cause.getMessage(), cause));
            } else {
                refused.add(each.commit().id());
                fail(each.commit(), each.refusal());
            }
        }
    }

    private void refuse(List<Doomed> doomed) {
        doomed.forEach(each -> fail(each.commit(), each.refusal()));
    }

    /**
     * Has the view take in what others did, ahead of which own commits that this dooms are refused here. Whoever draws
     * them up anew so begins before anybody misses them.
     */
    void taking(Effects others, Runnable show) {
        for (List<Doomed> doomed = overlay.taking(others, show); !doomed.isEmpty(); doomed = overlay.taking(others,
                show)) {
            refuse(doomed);
        }
    }

    /** It cannot be sent, or not again: what nobody has seen is taken back, and of anything else nobody knows. */
    void strand(PendingCommit commit, RuntimeException cause) {
        if (commit.withdraw()) {
            fail(commit, cause);
        } else {
            doubt(commit, cause);
        }
    }

    /**
     * The commit was sent, and nobody will say whether it is stored: its owner is told so, and sees it no more, unless
     * the stream brings it.
     */
    void doubt(PendingCommit commit, RuntimeException cause) {
        doubts.add(commit);
        List<Doomed> successors = overlay.takeBack(commit);
        commit.answer()
                .completeExceptionally(new InterruptedCommitException(
                        "the commit was sent, and whether it is stored cannot be said: "
                                + cause.getMessage() + "; chain.outcome tells if it turns out to be",
                        commit.id(), cause));
        successors.removeIf(each -> !each.commit().awaited().contains(commit)); // what has gone may be stored, if this is
        if (commit.isKept()) {
            putOff(successors, cause);
        } else {
            refuse(successors);
        }
    }

    /** The commit of that number that may be stored, for all that is known, though it lies here no more; else null. */
    @Nullable
    PendingCommit doubted(WriterId writer, long number) {
        return doubts.find(writer, number);
    }

    /** The view has taken the commit in. */
    void settled(PendingCommit commit) {
        doubts.remove(commit);
        overlay.settled(commit);
        commit.stored(commit.confirmedAt());
        commit.answer().complete(commit.confirmedAt());
    }

    /** Nobody waits for the commit any longer: takes it back unless it was sent, and tells what is known of it. */
    Unanswered giveUp(PendingCommit commit) {
        if (commit.withdraw()) {
            fail(commit, new ChainUnavailableException(
                    "the commit could not be sent in time and is taken back: nothing is stored, now or later"));
            return new Unanswered.NotSent();
        }
        long stored = commit.storedAt();
        return stored == 0 ? new Unanswered.Sent() : new Unanswered.Stored(stored);
    }

    /** Nothing is let in any more; whoever waits is told {@code cause}, and what is known of its commit. */
    void end(RuntimeException cause) {
        room.end(cause);
        lock.lock();
        try {
            ended = cause; // who has found room is not let in any more, and who was let in is told below
        } finally {
            lock.unlock();
        }
        for (PendingCommit commit : overlay.all()) {
            if (!commit.answer().isDone()) {
                end(commit, cause);
            }
        }
    }

    private static void end(PendingCommit commit, RuntimeException cause) {
        if (isFinding(cause)) {
            commit.answer().completeExceptionally(cause);
        } else if (commit.withdraw()) {
            commit.answer().completeExceptionally(commit.isKept() ? cause : unsent(cause));
        } else if (commit.storedAt() != 0) {
            commit.answer().complete(commit.storedAt());
        } else {
            commit.answer()
                    .completeExceptionally(new InterruptedCommitException(
                            "the commit was sent, and before it was answered came the end: " + cause.getMessage(),
                            commit.id(), cause));
        }
    }

    private static RuntimeException unsent(RuntimeException cause) {
        return cause instanceof IllegalStateException closed
                ? new IllegalStateException(closed.getMessage()
                        + "; the commit had not been sent and is taken back: nothing is stored, now or later", closed)
                : cause;
    }

    /** Tells whether something is wrong with server or store: then their word on a commit is worth nothing. */
    private static boolean isFinding(RuntimeException cause) {
        return cause instanceof UntrustedServerException || cause instanceof CorruptionException
                || cause instanceof StoreFailedException;
    }

    private PendingCommit lay(Draft draft, PreparedEvents events, @Nullable Keeping keeping) {
        KeyId key = draft.keys().getFirst().id();
        lock.lock();
        try {
            if (ended != null) {
                throw SharedFailure.here(ended);
            }
            WriterId writer = writers.of(key);
            LockGrant relied = draft.relied();
            if (relied != null && !relied.holder().equals(writer)) {
                throw CommitRejectedException.of(Reason.LOCK_LOST, "the writer that held the lock is none any more",
                        relied.fence().lock());
            }
            if (draft.isOfOtherThan(writer)) {
                throw CommitRejectedException.of(Reason.PREDECESSOR_REFUSED,
                        "the writer whose earlier commits it may build on is none any more", null);
            }
            long number = writers.last(writer) + 1;
            long awaited = overlay.awaited(writer, number);
            if (number - awaited >= Bounds.NUMBERS) {
                throw new ChainUnavailableException("commit number " + awaited
                        + " has waited for its answer while thousands came and went; nothing was handed over");
            }
            RootAt verified = head.get();
            Statement statement = new Statement(writer, number, awaited, draft.basis(),
                    verified.size(), verified.root(), draft.keys().stream().map(HeldKeys::id).toList(),
                    draft.conditions(), relied == null ? null : relied.fence(), events.events().size(), events.root());
            CheckedCommit unsigned = events.commit(chain, statement);
            boolean signed = alwaysSigned || draft.signed();
            Slice sealed = keeping == null ? Slice.empty() : keeping.sealing().apply(unsigned);
            PendingCommit commit = overlay.lay(writer, (now, ticket) -> new PendingCommit(draft, unsigned, ticket,
                    prediction.of(now, signed ? events.signed(unsigned) : unsigned, ticket)));
            if (keeping != null) {
                commit.kept(outbox().keep(unsigned.commit(), signed, sealed, keeping.replaced()));
            }
            writers.used(writer, number);
            unsent.computeIfAbsent(writer, _ -> new ArrayDeque<>()).addLast(commit);
            return commit;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable PendingCommit layAgain(KeptCommit kept, Draft draft, PreparedEvents events) {
        CheckedCommit unsigned = events.commit(chain, kept.commit().statement());
        if (!events.root().equals(kept.commit().statement().root())) {
            throw new CorruptionException("the events of commit " + kept.id() + " in the outbox are not those that it "
                    + "was made of");
        }
        WriterId writer = kept.commit().statement().writer();
        lock.lock();
        try {
            if (ended != null) {
                throw SharedFailure.here(ended);
            }
            writers.former(writer); // from now on the stream finds it, if it lies here by then
            PendingCommit commit = layAgain(draft, writer, unsigned,
                    kept.signed() ? events.signed(unsigned) : unsigned, kept.place());
            if (commit == null) {
                return null;
            }
            commit.kept(new OutboxLog.Kept(kept.place(), CompletableFuture.completedFuture(null)));
            var _ = commit.depart(); // in an earlier program, for all that is known
            unsent.computeIfAbsent(writer, _ -> new ArrayDeque<>()).addLast(commit);
            return commit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * It may have been sent, and may be stored: so whatever is to be said against it now is for the server to say.
     * Until then it is hidden, as what will be drawn up anew.
     */
    private @Nullable PendingCommit layAgain(Draft draft, WriterId writer, CheckedCommit unsigned, CheckedCommit judged,
            long place) {
        try {
            return overlay.layIf(() -> outbox().has(place), writer, (now, ticket) -> new PendingCommit(draft, unsigned,
                    ticket, prediction.of(now, judged, ticket)).ofEarlierProgram());
        } catch (CommitRejectedException _) { // which the server will say again, if it is so
            Draft unseen = draft.relyingOnNothing();
            PendingCommit commit = overlay.layIf(() -> outbox().has(place), writer, (now, ticket) -> new PendingCommit(
                    unseen, unsigned, ticket, Prediction.NONE.of(now, judged, ticket)).ofEarlierProgram());
            if (commit != null) {
                overlay.hide(commit);
            }
            return commit;
        }
    }

    OutboxLog outbox() {
        OutboxLog present = outbox;
        if (present == null) {
            throw new IllegalStateException("there is no outbox");
        }
        return present;
    }

    private void makeReady(PendingCommit commit, boolean signed, boolean alone) {
        if (!alwaysSigned && !signed) {
            commit.ready(List.of());
            arrived.run();
        } else if (alone) {
            sign(commit);
        } else {
            signers.execute(() -> sign(commit));
        }
    }

    private void sign(PendingCommit commit) {
        if (commit.answer().isDone()) { // refused here while it waited for its turn: those behind it are waited for
            arrived.run();
            return;
        }
        List<HeldKeys> keys = commit.keys();
        try {
            List<CommitSignature> signatures = new ArrayList<>(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                byte[] signature = keys.get(i).sign(commit.checked().hash(), CommitCheck.COMMIT);
                signatures.add(new CommitSignature(i, Slice.of(signature)));
            }
            commit.ready(signatures);
        } catch (IllegalStateException e) { // the keys were closed
            fail(commit, e);
        }
        arrived.run();
    }
}
