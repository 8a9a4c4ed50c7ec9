package io.ate.internal.replica;

import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Standing;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Serial;
import io.ate.internal.text.Durations;
import io.ate.internal.tree.RootAt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chain that a server keeps, as this client knows it. Thread-safe. What the kinds of it differ in is how much of the
 * chain is here: all that the server streams, or what it shows of single objects.
 */
public abstract sealed class RemoteReplica extends LoggedReplica permits StreamedReplica, HeadReplica {
    private final Uplink uplink;
    private final CommitAnswers answers;
    private final Spared spared;
    private final boolean writable;
    private final Absence absence;
    private final Runnable hurry;
    private final Runnable detach;
    private final CompletableFuture<Void> live = new CompletableFuture<>();
    private volatile @Nullable String openedFrom;
    private volatile Supplier<List<HeldKeys>> acting = List::of;

    /**
     * @param writable false if the chain is only known by the server's word, which is not enough to write to it
     * @param hurry is run when a commit waits for want of a connection, on any thread
     * @param absence of the server
     * @param detach ends the following of the chain; run once, at closing
     */
    RemoteReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded, Serial owner, Overlay overlay,
            Prediction prediction, boolean writable, Runnable hurry, Absence absence, @Nullable OutboxLog outbox,
            Runnable detach) {
        super(environment, log, loaded, owner, overlay, prediction, hurry, absence, outbox);
        this.absence = absence;
        this.hurry = hurry;
        this.writable = writable;
        this.detach = detach;
        this.spared = new Spared(chain.name().text(), hurry, absence);
        this.uplink = new Uplink(chain.genesis().chainId(), outgoing, line(), environment.owners(), hurry,
                absence, environment.timer());
        this.answers = new CommitAnswers(uplink, outgoing);
    }

    @Override
    public Submission submit(Draft draft, @Nullable Keeping keeping, Deadline deadline) throws InterruptedException {
        if (!writable) {
            throw readOnly();
        }
        demandGoing();
        if (absence.isTold() && (keeping == null || keeping.replaced() == 0)) {
            hurry.run(); // somebody would have it back
            throw absence.readOnly();
        }
        return super.submit(draft, keeping, deadline);
    }

    @Override
    public final boolean isLocal() {
        return false;
    }

    @Override
    public @Nullable Submission restore(KeptCommit kept, Draft draft) {
        if (!writable) {
            throw readOnly();
        }
        return super.restore(kept, draft);
    }

    private ChainReadOnlyException readOnly() {
        return new ChainReadOnlyException("nothing but the server's word says that this is the chain " + chain.name()
                + " that is meant: it can be read, and not written to. " + GenesisTrust.REMEDY);
    }

    @Override
    public void demandServer(String what) {
        demandGoing();
        if (absence.isTold()) {
            hurry.run();
            throw absence.unavailable(what);
        }
    }

    @Override
    public final void actedUnder(Supplier<List<HeldKeys>> keys) {
        acting = keys;
    }

    /** The keys under which somebody acts here now. */
    List<HeldKeys> acting() {
        return acting.get();
    }

    @Override
    public void release(Set<KeyId> keys) {
        uplink.release(keys);
    }

    /**
     * Waits until all has come that the server had when it was asked, however long that takes, as long as more comes;
     * or until the chain is open without the server.
     *
     * @param patience how long nothing may come
     * @param fault why nothing comes, if that is known
     * @throws ChainUnavailableException if nothing more comes for so long, which is noticed before twice that time
     */
    public void awaitLive(Duration patience, Supplier<Optional<String>> fault) throws InterruptedException {
        demandGoing();
        for (long reached = view.applied();; reached = view.applied()) {
            try {
                live.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                if (view.applied() == reached) {
                    throw new ChainUnavailableException(
                            "the history of chain " + chain.name() + " has stopped coming at "
                                    + reached + ", for longer than the deadline of " + Durations.text(patience)
                                    + ": "
                                    + fault.get().orElse("give it a longer one if the server or the way to it is slow"),
                            e);
                }
            } catch (ExecutionException e) {
                demandGoing();
                throw new ChainUnavailableException("the chain " + chain.name() + " cannot be followed", e);
            }
        }
    }

    /** The fingerprint of the server that all this is from, if the chain was opened without it. */
    public Optional<String> openedFrom() {
        return Optional.ofNullable(openedFrom);
    }

    /** Ends the following of the chain; the log stays open. */
    @Override
    public void close() {
        if (!isEnded()) {
            finish(new IllegalStateException("the chain " + chain.name() + " is closed"));
            detach.run();
        }
    }

    @Override
    Event fetch(long sequence, Event bare, Deadline deadline) throws InterruptedException {
        return spared.fetch(sequence, bare, deadline);
    }

    /** Compaction has removed at the server what was asked for. */
    final void compacted(Compacted answer) {
        cleanPoint.raise(answer.cleanPoint());
        spared.compacted(answer);
    }

    @Override
    void arrived() {
        uplink.arrived();
    }

    @Override
    void inTurn(Serial.Small task) {
        uplink.inTurn(task);
    }

    @Override
    void ask(Inquiry inquiry) {
        uplink.ask(inquiry);
    }

    /** The last head that the server signed and this client has verified. */
    @Override
    public abstract RootAt verifiedHead();

    /**
     * The server takes this client in: what it says of the chain goes on from what was known.
     *
     * @param from the head from which the server was asked to go on
     * @throws UntrustedServerException if it does not prove that
     */
    abstract void opened(Standing standing, RootAt from, PublicKeys server);

    /** The chain is in that epoch of its server's store: whoever keeps something of it on disk notes that beside it. */
    void noteEpoch(ChainEpoch.Noted seen) {
        // nothing is kept of it
    }

    /** The root of all events that are known to be the chain's: what a server has to go on from. */
    abstract RootAt known();

    /** The server says where a commit is. */
    abstract void committed(Committed answer);

    /** The connection is gone; what came and is not applied will come again. */
    abstract void unfollow();

    /** Tells whether somebody waits for the server: for the answer to a commit, for a value, or for a reply. */
    boolean awaitsAnswers() {
        return outgoing.awaitsAnswers() || spared.isAwaited() || line().awaitsReplies();
    }

    Spared spared() {
        return spared;
    }

    Uplink uplink() {
        return uplink;
    }

    CommitAnswers answers() {
        return answers;
    }

    /** The fingerprint of the server that all this is from, if all of it has come once; else empty. */
    abstract Optional<String> source();

    /** All is here that the server had. */
    void live() {
        live.complete(null);
    }

    /** It is open as it is here, without the server that it is from. */
    void openWithout(String server) {
        openedFrom = server;
        live.complete(null);
    }

    /** Tells whether it is open, or over. */
    boolean isOpen() {
        return live.isDone();
    }

    /**
     * Nobody works with the chain from here any more; what the server is told of that is handed over first.
     *
     * @param cause is told to whoever waits or comes, unless there was another one before: what comes for a chain that
     * is closed does not fit any more, and says nothing against the server
     * @return the first cause that there was
     */
    RuntimeException finish(RuntimeException cause) {
        uplink.giveBack(locks::taken);
        RuntimeException first = end(cause);
        uplink.end(first);
        spared.end(first);
        live.completeExceptionally(first);
        return first;
    }
}
