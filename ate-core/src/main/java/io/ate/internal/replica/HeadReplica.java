package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.HistoryNeededException;
import io.ate.KeyId;
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
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chain at its head: nothing of its history is here, and single objects are fetched with proofs when they are looked
 * at. Commits go as those of any replica, and the server's answer to them counts. Thread-safe. What takes the history,
 * as listing does, throws {@link HistoryNeededException}.
 */
final class HeadReplica extends RemoteReplica {
    private final Duration patience;
    private final HeadVerifier verifier;
    private final Latest latest;
    private final ShownEvents events = new ShownEvents();
    private final AtomicReference<RootAt> verified = new AtomicReference<>(RootAt.EMPTY);
    private final AtomicReference<Set<PrimaryKey>> likely = new AtomicReference<>(Set.of());
    private final AtomicInteger asking = new AtomicInteger();
    private final Consumer<RuntimeException> stop;
    private volatile @Nullable PublicKeys server;

    /** What was shown last, by which it is predicted what becomes of commits. */
    private static final class Latest implements ChainState {
        private volatile ChainState shown;
        private volatile long sequence;

        private Latest(ChainState beginning) {
            shown = beginning;
        }

        @Override
        public @Nullable ObjectEntry entry(PrimaryKey key) {
            return shown.entry(key);
        }

        @Override
        public @Nullable KeyEntry publicKey(KeyId id) {
            return shown.publicKey(id);
        }

        @Override
        public boolean beginsSigned(PrimaryKey key) {
            return shown.beginsSigned(key);
        }
    }

    /**
     * @param patience how long it may take to fetch an object
     * @param stop ends the chain's channel, when the server turns out not to be trusted
     */
    HeadReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded, Serial owner, boolean writable,
            Duration patience, Runnable hurry, Consumer<RuntimeException> stop, Runnable detach) {
        Latest beginning = new Latest(loaded.view());
        super(environment, log, loaded, owner, new Overlay(beginning, () -> beginning.sequence), writable, hurry,
                detach);
        this.latest = beginning;
        this.patience = patience;
        this.stop = stop;
        this.verifier = new HeadVerifier(chain.genesis(), environment.verifiers());
    }

    /** What cannot be told from here. */
    static HistoryNeededException needed(String what) {
        return new HistoryNeededException(what + " is told by the chain's history, and the chain was opened at its "
                + "head: open it in full");
    }

    @Override
    public RootAt verifiedHead() {
        return verified.get();
    }

    @Override
    RootAt known() {
        return verified.get();
    }

    @Override
    void opened(Standing standing, RootAt from, PublicKeys by) {
        verifier.demandGrowth(from, standing.head(), standing.proof(), by);
        server = by;
        // What was shown over the connection before may have been taken in after this one was opened.
        verified.updateAndGet(now -> now.size() == 0 || now.equals(from) ? standing.head().root() : now);
        audience.reached(verified.get().size());
        live();
    }

    /**
     * An earlier run has seen the chain so far, and the server has not been asked to go on from there: the first thing
     * that it shows has to, and nothing is taken before.
     */
    void seen(RootAt head) {
        verified.set(head);
    }

    @Override
    void unfollow() {
        // nothing comes that was not asked for, and that is asked for again
    }

    @Override
    void committed(Committed answer) {
        answers().settled(answer);
    }

    /**
     * The chain at its head, as far as these objects go; waits for the server.
     *
     * @throws ChainUnavailableException if it does not answer in time
     * @throws UntrustedServerException if it shows what is not the chain's
     * @throws HistoryNeededException if what it shows is not enough
     */
    HeadState find(Set<PrimaryKey> objects) {
        Deadline deadline = Deadline.in(patience);
        awaitOwnCommits(deadline);
        for (;;) {
            RootAt known = verified.get();
            HeadInquiry inquiry = new HeadInquiry(known.size(), List.copyOf(objects));
            HeadState found = take(answer(inquiry, deadline), known, objects);
            if (found != null) {
                return found;
            }
        }
    }

    /** What is shown, or null if the chain has been verified further meanwhile, so that it has to be asked for anew. */
    @Nullable
    HeadState take(LoadedObjects answer, RootAt known, Set<PrimaryKey> objects) {
        PublicKeys by = server;
        if (by == null) {
            throw new IllegalStateException("nobody is asked before somebody has taken this client in");
        }
        try {
            verifier.demandGrowth(known, answer.head(), answer.proof(), by);
            HeadState found = verifier.verified(answer, objects);
            if (!verified.compareAndSet(known, found.head())) {
                return null;
            }
            events.keep(found.events());
            latest.shown = found;
            latest.sequence = found.head().size();
            audience.reached(found.head().size());
            return found;
        } catch (UntrustedServerException e) {
            stop.accept(e);
            throw e;
        }
    }

    /** Whoever looks after a commit of its own sees it: nothing is laid over what the server shows. */
    private void awaitOwnCommits(Deadline deadline) {
        try {
            if (!settle(deadline)) {
                throw new ChainUnavailableException("earlier commits to chain " + chain.name()
                        + " have not been answered in time");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    boolean awaitsAnswers() {
        return asking.get() > 0 || super.awaitsAnswers();
    }

    private LoadedObjects answer(HeadInquiry inquiry, Deadline deadline) {
        demandGoing();
        asking.incrementAndGet();
        ask(inquiry);
        try {
            return inquiry.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ChainUnavailableException("the server has not shown what was asked for of chain " + chain.name()
                    + " in time", e);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
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
            case null, default -> new ChainUnavailableException("the server was asked in vain for objects of chain "
                    + chain.name(), failed);
        };
    }

    private static ChainUnavailableException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChainUnavailableException(
                "this thread was interrupted while it waited for the server; that says nothing of the server", cause);
    }

    /** The next standpoint will look at these. */
    void willLookAt(Set<PrimaryKey> objects) {
        likely.set(Set.copyOf(objects));
    }

    @Override
    public long sequence() {
        demandGoing();
        return verified.get().size();
    }

    @Override
    public Standpoint standpoint() {
        demandGoing();
        return new HeadStandpoint(this, likely.getAndSet(Set.of()));
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

    /** Whoever looks again is shown what is then. */
    @Override
    public boolean catchUp(Deadline deadline) {
        demandGoing();
        return true;
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
    public Registration listen(Consumer<Applied> listener) {
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
