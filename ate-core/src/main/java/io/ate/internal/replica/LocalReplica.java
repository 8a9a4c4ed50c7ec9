package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.StoreFailedException;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.DurableCommit;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Sequencer;
import io.ate.internal.sequence.Serial;
import io.ate.internal.sequence.Source;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verdict;
import io.ate.internal.view.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chain that lives in this process alone: its sequencer, and its log in memory or in a folder. Thread-safe. What is
 * handed over is judged by the replica's owner, all that waits at a time, and answered once the log has it; the log is
 * closed with the replica.
 */
public final class LocalReplica implements Replica {
    private static final int IN_FLIGHT = 4096;
    private static final long BYTES_IN_FLIGHT = 32L << 20;
    private static final long RECENT_BYTES = 8L << 20;

    private final ReplicaEnvironment environment;
    private final RedoLog log;
    private final StoredChain chain;
    private final View view;
    private final Sequencer sequencer;
    private final Serial owner;
    private final Overlay overlay;
    private final Outgoing outgoing;
    private final RecentCommits recent;
    private final StoredEvents events;
    private final Audience audience;
    private final Deque<PendingCommit> waiting = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final AtomicLong onDisk;
    private volatile @Nullable RuntimeException ended;

    private LocalReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded) {
        this.environment = environment;
        this.log = log;
        this.chain = loaded.stored();
        this.view = loaded.view();
        this.owner = new Serial(environment.owners());
        this.overlay = new Overlay(view);
        this.recent = new RecentCommits(RECENT_BYTES, loaded.end());
        this.events = new StoredEvents(recent, log, chain);
        this.audience = new Audience(loaded.end());
        this.onDisk = new AtomicLong(loaded.end());
        SignedGenesis genesis = chain.genesis();
        Judge judge = new Judge(genesis.record().trust(), Judge.Role.ADMITTING, loaded.fold());
        this.sequencer = new Sequencer(loaded, judge, this::published);
        this.outgoing = new Outgoing(genesis, overlay, environment.entropy(), environment.checkers(),
                new Room(IN_FLIGHT, BYTES_IN_FLIGHT), () -> RootAt.EMPTY, this::askToDrain);
    }

    /** Opens a chain that is in the log, which belongs to the replica from now on. */
    public static LocalReplica open(ReplicaEnvironment environment, RedoLog log, StoredChain chain) {
        return new LocalReplica(environment, log, ChainLoader.load(log, chain));
    }

    /** Begins a chain in the log, which belongs to the replica from now on; waits until the log has it. */
    public static LocalReplica create(ReplicaEnvironment environment, RedoLog log, SignedGenesis genesis) {
        StoredChain chain = new StoredChain(log.nextChainNumber(), genesis.record().name(), genesis);
        DurableWait wait = new DurableWait();
        log.append(chain.shard(), 0, LogBatch.of(new LogEntry.Create(chain.number(), chain.name(), genesis)), wait);
        wait.join();
        return open(environment, log, chain);
    }

    @Override
    public SignedGenesis genesis() {
        return chain.genesis();
    }

    @Override
    public long sequence() {
        demandOpen();
        return view.sequence();
    }

    @Override
    public Standpoint standpoint() {
        demandOpen();
        return OverlaidStandpoint.take(view, overlay, events);
    }

    @Override
    public Submission submit(Draft draft, Deadline deadline) throws InterruptedException {
        demandOpen();
        PendingCommit commit = outgoing.submit(draft, deadline);
        return new Submission(commit.commit().statement().writer(), commit.number(), commit.answer());
    }

    @Override
    public Event event(long sequence, Deadline deadline) {
        demandOpen();
        return events.event(sequence, deadline);
    }

    @Override
    public boolean await(long sequence, Deadline deadline) throws InterruptedException {
        demandOpen();
        return audience.await(sequence, deadline);
    }

    @Override
    public AutoCloseable listen(Consumer<Applied> listener) {
        demandOpen();
        return audience.listen(listener);
    }

    @Override
    public Iterable<Applied> history(long sequence) {
        demandOpen();
        return new History(log, chain, recent, view::sequence, sequence);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            end(new IllegalStateException("the chain " + chain.name() + " is closed"));
            log.close();
        }
    }

    // --- the owner's

    private void askToDrain() {
        if (drainAsked.compareAndSet(false, true)) {
            owner.execute(this::drain);
        }
    }

    private void drain() {
        drainAsked.set(false);
        if (ended != null) {
            return;
        }
        waiting.addAll(outgoing.take());
        List<LogEntry> batch = new ArrayList<>();
        while (!waiting.isEmpty() && log.mayAppend()) {
            judge(waiting.removeFirst(), batch);
        }
        if (!batch.isEmpty()) {
            append(batch);
        } else if (sequencer.end() == sequencer.durable()) {
            sequencer.durable(sequencer.durable()); // refusals that wait for nothing
        }
    }

    private void judge(PendingCommit commit, List<LogEntry> batch) {
        long before = sequencer.end();
        Set<KeyId> held = commit.commit().statement().keys().stream().collect(Collectors.toUnmodifiableSet());
        sequencer.judge(commit.checked(), held, new Answer(commit), environment.clock().getAsLong(), batch);
        if (sequencer.end() > before) {
            commit.confirmed(before + 1);
        }
    }

    private void append(List<LogEntry> batch) {
        long end = sequencer.end();
        log.append(chain.shard(), 0, new LogBatch(batch), new RedoLog.Completion() {
            @Override
            public void durable() {
                onDisk.accumulateAndGet(end, Math::max);
                owner.execute(LocalReplica.this::publish);
            }

            @Override
            public void failed(StoreFailedException cause) {
                end(cause);
            }
        });
    }

    private void publish() {
        long durable = onDisk.get();
        if (ended != null || durable == sequencer.durable()) {
            return;
        }
        sequencer.durable(durable);
        recent.durableUpTo(durable);
        audience.reached(durable);
        if (!waiting.isEmpty()) {
            askToDrain();
        }
    }

    private void published(DurableCommit commit) {
        Applied applied = new Applied(commit.record(), commit.events(), commit.effects());
        recent.add(applied);
        audience.applied(applied);
    }

    private void end(RuntimeException cause) {
        if (ended == null) {
            ended = cause;
        }
        outgoing.end(cause);
        audience.end(cause);
    }

    private void demandOpen() {
        RuntimeException cause = ended;
        if (cause != null) {
            throw cause;
        }
    }

    /** Tells the overlay and the owner of a commit what became of it. */
    private final class Answer implements Source {
        private final PendingCommit commit;

        private Answer(PendingCommit commit) {
            this.commit = commit;
        }

        @Override
        public void committed(long number, long first) {
            outgoing.settled(commit);
        }

        @Override
        public void refused(Verdict.Refused refusal) {
            outgoing.fail(commit, CommitRejectedException.of(refusal.reason(), refusal.text(), refusal.object()));
        }
    }
}
