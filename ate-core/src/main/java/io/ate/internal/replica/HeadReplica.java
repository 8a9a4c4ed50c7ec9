package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.HistoryNeededException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Registration;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Event;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.Standing;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Serial;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chain at its head: nothing of its history is here, and single objects are fetched with proofs when they are looked
 * at. Commits go as those of any replica, and the server proves that it has stored them. Thread-safe. What takes the
 * history, as listing does, throws {@link HistoryNeededException}.
 */
final class HeadReplica extends RemoteReplica {
    /** So many inquiries are under way at a time: with those for payloads as many as the server lets wait. */
    private static final int UNDER_WAY = 16 - Spared.UNDER_WAY;
    private static final Set<PrimaryKey> CHAIN = Set.of(PrimaryKey.ZERO);
    /** Who waits for others looks again after that, and then after twice as long, up to the longest. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Duration patience;
    private final HeadVerifier verifier;
    private final ShownEvents events = new ShownEvents();
    private final Reach reach = new Reach();
    private final AtomicInteger asking = new AtomicInteger();
    private final Semaphore turns = new Semaphore(UNDER_WAY, true);
    private final Consumer<RuntimeException> stop;
    private final CommitProofs proofs;
    private volatile @Nullable PublicKeys server;

    /**
     * @param patience how long it may take to fetch an object
     * @param stop ends the chain's channel, when the server turns out not to be trusted
     */
    HeadReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded, Serial owner, boolean writable,
            Duration patience, Runnable hurry, Absence absence, Consumer<RuntimeException> stop, Runnable detach) {
        super(environment, log, loaded, owner, new Overlay(loaded.view()), Prediction.NONE, writable, hurry, absence,
                null, detach);
        this.patience = patience;
        this.stop = stop;
        this.proofs = new CommitProofs(reach, outgoing, owner, this::ask,
                () -> audience.reached(reach.now().size()), stop);
        this.verifier = new HeadVerifier(chain.genesis(), environment.verifiers());
    }

    /** What cannot be told from here. */
    static HistoryNeededException needed(String what) {
        return new HistoryNeededException(what + " is told by the chain's history, and the chain was opened at its "
                + "head: open it in full");
    }

    @Override
    public RootAt verifiedHead() {
        return reach.now();
    }

    /** Nothing is kept here of what is shown. */
    @Override
    Optional<String> source() {
        return Optional.empty();
    }

    @Override
    RootAt known() {
        return verifiedHead();
    }

    @Override
    void opened(Standing standing, RootAt from, PublicKeys by) {
        verifier.epoch(standing.head().epoch());
        if (standing.from() != from.size()) {
            throw LinkFault.setBack("it has no proof that goes on from the " + from.size()
                    + " events that this client has seen");
        }
        verifier.demandGrowth(from, standing.head(), standing.proof(), by);
        server = by;
        // If not, what was shown over the connection before was taken in after this one was opened.
        var _ = reach.verified(from, standing.head().root());
        audience.reached(reach.now().size());
        live();
    }

    /**
     * An earlier run has seen the chain so far, and the server has not been asked to go on from there: the first thing
     * that it shows has to, and nothing is taken before.
     */
    void seen(RootAt head) {
        reach.remembered(head);
    }

    @Override
    void unfollow() {
        proofs.disconnected(); // beside that nothing comes that was not asked for, and that is asked for again
    }

    @Override
    void committed(Committed answer) {
        answers().committed(answer, proofs);
    }

    /**
     * The chain at its head, as far as these objects go; waits for the server.
     *
     * @param objects not more than are asked for at a time
     * @throws ChainUnavailableException if it does not answer in time
     * @throws UntrustedServerException if it shows what is not the chain's
     * @throws HistoryNeededException if what it shows is not enough
     */
    HeadState find(Set<PrimaryKey> objects) {
        Deadline deadline = Deadline.in(patience);
        try {
            awaitOwnCommits(deadline);
            HeadState found = look(objects, deadline);
            if (found == null) {
                throw new ChainUnavailableException("the server has not shown what was asked for of chain "
                        + chain.name() + " in time");
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainUnavailableException(
                    "this thread was interrupted while it waited for the server; that says nothing of the server", e);
        }
    }

    /** The chain at its head, as far as these objects go, or null if the server does not show it in time. */
    private @Nullable HeadState look(Set<PrimaryKey> objects, Deadline deadline) throws InterruptedException {
        while (turns.tryAcquire(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS)) {
            try {
                RootAt asked = reach.now();
                LoadedObjects answer = answer(new HeadInquiry(asked.size(), List.copyOf(objects)), deadline);
                if (answer == null) {
                    return null;
                }
                HeadState found = take(answer, asked, objects);
                if (found != null) {
                    return found;
                }
            } finally {
                turns.release();
            }
        }
        return null;
    }

    /**
     * What is shown, or null if the chain has been verified further meanwhile, so that it has to be asked for anew.
     *
     * @param asked how far the chain was known when the server was asked
     */
    @Nullable
    HeadState take(LoadedObjects answer, RootAt asked, Set<PrimaryKey> objects) {
        PublicKeys by = server;
        if (by == null) {
            throw new IllegalStateException("nobody is asked before somebody has taken this client in");
        }
        try {
            verifier.demandGrowth(asked, answer.head(), answer.proof(), by);
            HeadState found = verifier.verified(answer, objects);
            if (!reach.verified(asked, found.head())) {
                return null;
            }
            events.keep(found.events());
            audience.reached(found.head().size());
            return found;
        } catch (UntrustedServerException e) {
            stop.accept(e);
            throw e;
        }
    }

    /** What both show, of one head; from a server that shows two things of it nothing is taken any more. */
    HeadState together(HeadState one, HeadState other) {
        try {
            return one.and(other);
        } catch (UntrustedServerException e) {
            stop.accept(e);
            throw e;
        }
    }

    /** Whoever looks after a commit of its own sees it: nothing is laid over what the server shows. */
    private void awaitOwnCommits(Deadline deadline) throws InterruptedException {
        if (!settle(deadline)) {
            throw new ChainUnavailableException("earlier commits to chain " + chain.name()
                    + " have not been answered in time");
        }
    }

    @Override
    boolean awaitsAnswers() {
        return asking.get() > 0 || super.awaitsAnswers();
    }

    private @Nullable LoadedObjects answer(HeadInquiry inquiry, Deadline deadline) throws InterruptedException {
        demandGoing();
        asking.incrementAndGet();
        ask(inquiry);
        try {
            return inquiry.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) { // which is what the result says
            return null;
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            asking.decrementAndGet();
            inquiry.answer().cancel(false);
        }
    }

    private RuntimeException failure(ExecutionException failed) {
        demandGoing();
        return switch (failed.getCause()) {
            case HistoryNeededException unshown -> unshown;
            case UntrustedServerException caught -> {
                stop.accept(caught);
                yield caught;
            }
            case ChainUnavailableException refused -> new ChainUnavailableException("chain " + chain.name() + ": "
                    + refused.getMessage(), failed);
            case null, default -> new ChainUnavailableException("the server was asked in vain for objects of chain "
                    + chain.name(), failed);
        };
    }

    @Override
    public long sequence() {
        demandGoing();
        return reach.now().size();
    }

    /** Nothing comes by itself: the server is asked, and asked again after a while, until it has come so far. */
    @Override
    public boolean await(long sequence, Deadline deadline) throws InterruptedException {
        Duration pause = SHORTEST_PAUSE;
        while (sequence() < sequence) {
            try {
                if (look(CHAIN, deadline) == null) {
                    return false;
                }
            } catch (ChainUnavailableException _) { // it may say more when it is asked again
                demandGoing();
            }
            if (deadline.remaining() <= 0) {
                return false;
            }
            var _ = audience.await(sequence, deadline.orIn(pause));
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return true;
    }

    @Override
    public Standpoint standpoint(Set<PrimaryKey> likely) {
        demandGoing();
        return new HeadStandpoint(this, likely);
    }

    @Override
    public Event event(long sequence, Deadline deadline) throws InterruptedException {
        Event event = header(sequence);
        return event.hasPayload() ? event : fetch(sequence, event, deadline);
    }

    @Override
    public Event header(long sequence) {
        demandGoing();
        Event event = events.find(sequence);
        if (event == null) {
            throw needed("what was stored at sequence " + sequence);
        }
        return event;
    }

    /** Of what was shown; the log here has nothing. */
    @Override
    public Written written(long sequence) {
        return Written.in(header(sequence));
    }

    @Override
    void failed(RuntimeException cause) {
        stop.accept(cause);
    }

    /** Of the log's past nothing is told. */
    @Override
    public boolean isCompacted(Event event, long sequence, Deadline deadline) {
        throw needed("what has changed");
    }

    @Override
    public boolean catchUp(Deadline deadline) throws InterruptedException {
        return look(CHAIN, deadline) != null;
    }

    @Override
    public Optional<ProvenEvent> prove(PrimaryKey object) {
        throw needed("where an object's newest event stands");
    }

    @Override
    public void demandHistory(String what) {
        demandGoing();
        throw needed(what);
    }

    @Override
    public Snapshot confirmed() {
        throw needed("what indexes and views hold");
    }

    @Override
    public LockClaim lock(LockWish wish) {
        throw needed("what was written under earlier locks");
    }

    @Override
    public Registration listen(Consumer<Effects> listener) {
        throw needed("what changes");
    }

    @Override
    public Iterable<Applied> history(long sequence) {
        throw needed("what has changed");
    }

    @Override
    public ServiceLine services() {
        throw needed("what services rely on");
    }
}
