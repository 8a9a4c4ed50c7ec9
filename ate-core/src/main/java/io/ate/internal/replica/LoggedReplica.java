package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.CompactedException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.internal.compaction.ChainCompaction;
import io.ate.internal.compaction.CleanPoint;
import io.ate.internal.compaction.Provable;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Serial;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every replica is made of: the view and the own commits over it, the log and what of it is in memory, and those
 * who wait. Where commits go, and where confirmed ones come from, is what the kinds of replica differ in.
 * Thread-safe.
 */
abstract sealed class LoggedReplica implements Replica permits LocalReplica, RemoteReplica {
    private static final int IN_FLIGHT = 4096;
    private static final long BYTES_IN_FLIGHT = 32L << 20;
    private static final long RECENT_BYTES = 256L << 10;

    final ReplicaEnvironment environment;
    final RedoLog log;
    final StoredChain chain;
    final View view;
    final Overlay overlay;
    final Outgoing outgoing;
    final RecentCommits recent;
    final Audience audience;
    final OwnLocks locks;
    final @Nullable OutboxLog outbox;
    /** Up to where superseded values may be gone, here or at the server. */
    final CleanPoint cleanPoint;
    /** Runs what changes the view, one task at a time. */
    final Serial owner;
    private final ChainCompaction compaction;
    private final ServiceLine services;
    private final StoredEvents events;
    private final Serial callbacks;
    private final AtomicReference<@Nullable RuntimeException> ended = new AtomicReference<>();

    /**
     * @param overlay of own commits over the view
     * @param prediction of what they do
     * @param hurry is run when a service is called and there is no connection
     * @param absence of whoever keeps the chain
     * @param outbox where own commits lie until they are answered, or null if there is none
     */
    LoggedReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded, Serial owner, Overlay overlay,
            Prediction prediction, Runnable hurry, Absence absence, @Nullable OutboxLog outbox) {
        this.outbox = outbox;
        this.environment = environment;
        this.log = log;
        this.chain = loaded.stored();
        this.view = loaded.view();
        this.owner = owner;
        this.overlay = overlay;
        this.outgoing = new Outgoing(chain.genesis(), overlay, prediction, environment.entropy(),
                environment.checkers(), new Room(IN_FLIGHT, BYTES_IN_FLIGHT), this::verifiedHead, this::arrived,
                this::disowned, outbox);
        this.locks = new OwnLocks(new OwnLocks.Desk() {
            @Override
            public void inTurn(Serial.Small task) {
                LoggedReplica.this.inTurn(task);
            }

            @Override
            public void ask(Inquiry inquiry) {
                LoggedReplica.this.ask(inquiry);
            }
        }, environment.timer(), outgoing::writer, overlay::answersUnder, key -> shown(key) == null);
        this.compaction = new ChainCompaction(log, chain, view, environment.compaction(),
                new ChainCompaction.Surroundings(environment.clock(), environment.readers(), owner, this::isEnded,
                        cause -> owner.execute(() -> failed(cause)), new Verified(), _ -> {
                        }));
        this.cleanPoint = compaction.cleanPoint();
        this.recent = new RecentCommits(RECENT_BYTES, loaded.end());
        this.audience = new Audience(view.sequence());
        this.services = new ServiceLine(environment, hurry, absence);
        this.events = new StoredEvents(recent, log, chain, this::fetch, this::await);
        this.callbacks = new Serial(environment.readers());
    }

    /** The last head of the chain that was verified. */
    abstract RootAt verifiedHead();

    /** The event of that sequence, which is here without its payload, with it. */
    abstract Event fetch(long sequence, Event bare, Deadline deadline) throws InterruptedException;

    /** Of no more bytes than that payloads were never left at a server, in no run. */
    int leftAbove() {
        return Bounds.PAYLOAD;
    }

    /** There may be own commits to send; called on any thread. */
    abstract void arrived();

    /** Runs {@code task} in turn with what comes of {@link #ask}. */
    abstract void inTurn(Serial.Small task);

    /** Asks whoever keeps the chain. */
    abstract void ask(Inquiry inquiry);

    /** Another writer takes the place of that one. */
    private void disowned(WriterId writer) {
        locks.disown(writer);
    }

    @Override
    public final long time(long own) {
        return environment.serverClock().at(own);
    }

    @Override
    public final SignedGenesis genesis() {
        return chain.genesis();
    }

    @Override
    public long sequence() {
        demandGoing();
        return view.sequence();
    }

    @Override
    public Standpoint standpoint(Set<PrimaryKey> likely) {
        demandGoing();
        return OverlaidStandpoint.take(view, overlay, events);
    }

    @Override
    public Registration owe() {
        return overlay.owed().add();
    }

    @Override
    public void awaitOwed(Deadline deadline) throws InterruptedException {
        overlay.owed().await(deadline);
    }

    @Override
    public Snapshot confirmed() {
        demandGoing();
        return view.snapshot();
    }

    @Override
    public Submission submit(Draft draft, @Nullable Keeping keeping, Deadline deadline) throws InterruptedException {
        demandGoing();
        if (keeping != null && keeping.replaced() == 0) {
            outgoing.outbox().demandRoom();
        }
        return submission(outgoing.submit(draft, keeping, deadline));
    }

    @Override
    public @Nullable Submission restore(KeptCommit kept, Draft draft) {
        demandGoing();
        PendingCommit commit = outgoing.restore(kept, draft);
        return commit == null ? null : submission(commit);
    }

    @Override
    public void refusedBefore(CommitId commit) {
        overlay.refusedBefore(commit);
    }

    private Submission submission(PendingCommit commit) {
        return new Submission(commit.id(), commit.answer(), () -> outgoing.giveUp(commit), () -> overlay.hide(commit),
                () -> overlay.leave(commit), commit.kept().place(), commit.kept().durable());
    }

    @Override
    public Optional<OutboxLog> outbox() {
        return Optional.ofNullable(outbox);
    }

    @Override
    public WriterId writer(KeyId key) {
        return outgoing.writer(key);
    }

    @Override
    public Event event(long sequence, Deadline deadline) throws InterruptedException {
        demandGoing();
        return events.event(sequence, deadline);
    }

    @Override
    public Event header(long sequence) {
        demandGoing();
        return events.header(sequence);
    }

    @Override
    public Written written(long sequence) {
        demandGoing();
        return events.written(sequence);
    }

    /** The log has failed: nothing goes on from here. Of the owner's. */
    abstract void failed(RuntimeException cause);

    /**
     * So many bytes more are durable here: it may be time to remove what is of no more use. Of the owner's.
     *
     * @param admitted the time of the last commit among them
     */
    final void grown(long bytes, long admitted) {
        compaction.grown(bytes, admitted);
        if (!view.isHeld() && compaction.begins()) {
            compaction.run(() -> {
                // the next one begins when it is due
            });
        }
    }

    @Override
    public boolean isCompacted(Event event, long sequence, Deadline deadline) throws InterruptedException {
        demandGoing();
        if (event.hasPayload() || sequence > cleanPoint.sequence() || isPresent(event.facts().key(), sequence)) {
            return false;
        }
        try {
            if (events.header(sequence).hasPayload()) {
                return false;
            }
            if (!event.maySpare(leftAbove())) {
                return true; // it would have come
            }
            var _ = events.event(sequence, deadline);
            return false;
        } catch (CompactedException _) { // which is what was to be found out
            return true;
        }
    }

    private boolean isPresent(PrimaryKey object, long sequence) {
        ObjectEntry entry = shown(object);
        return entry != null && entry.valued() == sequence;
    }

    private @Nullable ObjectEntry shown(PrimaryKey object) {
        try (Snapshot now = view.snapshot()) {
            return now.live(object);
        }
    }

    @Override
    public boolean await(long sequence, Deadline deadline) throws InterruptedException {
        demandGoing();
        return audience.await(sequence, deadline);
    }

    @Override
    public final void pause(Deadline until) throws InterruptedException {
        demandGoing();
        audience.pause(until);
    }

    @Override
    public void demandHistory(String what) {
        // nothing of it is missing
    }

    @Override
    public LockClaim lock(LockWish wish) {
        demandGoing();
        return locks.claim(wish);
    }

    @Override
    public final boolean settle(Deadline deadline) throws InterruptedException {
        demandGoing();
        for (PendingCommit commit : overlay.all()) {
            if (!isAnswered(commit, deadline)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAnswered(PendingCommit commit, Deadline deadline) throws InterruptedException {
        try {
            commit.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException _) { // an answer, too; who sent it is told
            return true;
        } catch (TimeoutException _) { // which is what the result says
            return false;
        }
    }

    @Override
    public Registration listen(Consumer<Effects> listener) {
        demandGoing();
        return audience.listen(listener);
    }

    @Override
    public final Registration whenEnded(Runnable told) {
        return audience.whenEnded(told);
    }

    @Override
    public ServiceLine services() {
        return services;
    }

    /** The same, whether or not it is for others to use. */
    final ServiceLine line() {
        return services;
    }

    @Override
    public final Executor callbacks() {
        return callbacks;
    }

    @Override
    public Iterable<Applied> history(long sequence) {
        demandGoing();
        return new History(log, chain, recent, view::sequence, sequence);
    }

    /**
     * Nothing goes on from here; whoever waits or comes is told the cause.
     *
     * @return the first one that there was
     */
    final RuntimeException end(RuntimeException cause) {
        ended.compareAndSet(null, cause);
        RuntimeException first = Objects.requireNonNull(ended.get(), "it was set here, or before");
        outgoing.end(first);
        audience.end(first);
        services.end(first);
        locks.end(first);
        return first;
    }

    final boolean isEnded() {
        return ended.get() != null;
    }

    final void demandGoing() {
        RuntimeException cause = ended.get();
        if (cause != null) {
            throw SharedFailure.here(cause);
        }
    }

    /** The head that was verified last is what a server has to go on from. */
    private final class Verified implements Provable {
        @Override
        public NavigableSet<Long> within(long start, long end) {
            return new TreeSet<>(Set.of(verifiedHead().size())).subSet(start, false, end, false);
        }

        @Override
        public List<LogEntry> forget(long after, long to) {
            return List.of();
        }
    }
}
