package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.StoreFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.exchange.Exchange;
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
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A chain that lives in this process alone: its sequencer, and its log in memory or in a folder. Thread-safe. What is
 * handed over is judged by the replica's owner, all that waits at a time, and answered once the log has it; the log
 * is closed with the replica.
 */
public final class LocalReplica extends LoggedReplica {
    private final Sequencer sequencer;
    private final LocalDesk desk;
    private final Deque<PendingCommit> waiting = new ArrayDeque<>();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong onDisk;

    private LocalReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded) {
        Overlay overlay = new Overlay(loaded.view());
        super(environment, log, loaded, new Serial(environment.owners()), overlay,
                Prediction.judging(loaded.stored().genesis(), overlay), () -> {
                    // whoever serves is in this process, or nowhere
                }, Absence.never(), null);
        this.onDisk = new AtomicLong(loaded.end());
        this.desk = new LocalDesk(log, view, this::sequencer, environment.timer(), owner);
        Judge judge = new Judge(chain.genesis().record().trust(), Judge.Role.ADMITTING, loaded.fold(), desk.fences());
        this.sequencer = new Sequencer(loaded, judge, commit -> recent.add(applied(commit)), this::published);
        Exchange exchange = new Exchange(chain.genesis().chainId(), view, view::sequence, environment.clock(),
                environment.owners());
        services().connected(new LocalParty(exchange, services()));
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

    /** Nobody signs heads of a chain that has no server. */
    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    RootAt verifiedHead() {
        return RootAt.EMPTY;
    }

    /** Everything is here that was not compacted. */
    @Override
    Event fetch(long sequence, Event bare, Deadline deadline) {
        if (sequence <= cleanPoint.sequence()) {
            throw new CompactedException("the value at sequence " + sequence + " of chain " + chain.name()
                    + " was superseded, and removed by compaction", cleanPoint.sequence());
        }
        throw new CorruptionException("the payload of event " + sequence + " of chain " + chain.name()
                + " is missing here");
    }

    @Override
    public Optional<ProvenEvent> prove(PrimaryKey object) {
        throw new IllegalStateException("the chain " + chain.name() + " is at no server, so that nobody signs its "
                + "history, and nothing in it can be proven to others");
    }

    @Override
    public void demandServer(String what) {
        // there is none that could be away
    }

    @Override
    void arrived() {
        if (drainAsked.compareAndSet(false, true)) {
            owner.execute(this::drain);
        }
    }

    /** Nobody need be shown what is here. */
    @Override
    public void actedUnder(Supplier<List<HeldKeys>> keys) {
        // whoever judges the commits of this process looks at the keys themselves
    }

    /** Nobody was given a proof. */
    @Override
    public void release(Set<KeyId> keys) {
        // whoever judges the commits of this process looks at the keys themselves
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            end(new IllegalStateException("the chain " + chain.name() + " is closed"));
            owner.execute(desk::close);
            log.close();
        }
    }

    @Override
    void inTurn(Serial.Small task) {
        owner.here(task);
    }

    @Override
    void ask(Inquiry inquiry) {
        owner.here(() -> desk.ask(inquiry));
    }

    /** There is nothing that is not known here. */
    @Override
    public boolean catchUp(Deadline deadline) {
        demandGoing();
        return true;
    }

    @Override
    void failed(RuntimeException cause) {
        end(cause);
    }

    private Sequencer sequencer() {
        return sequencer;
    }

    // --- the owner's

    private void drain() {
        drainAsked.set(false);
        if (isEnded()) {
            return;
        }
        waiting.addAll(outgoing.take());
        List<LogEntry> batch = new ArrayList<>();
        while (!waiting.isEmpty() && log.mayAppend()) {
            judge(waiting.removeFirst(), batch);
        }
        if (!batch.isEmpty()) {
            try {
                append(batch);
            } catch (IllegalStateException e) {
                if (!isEnded()) { // else the log was closed with the replica meanwhile
                    throw e;
                }
            }
        } else if (sequencer.end() == sequencer.durable()) {
            sequencer.durable(sequencer.durable()); // refusals that wait for nothing
        }
    }

    private void judge(PendingCommit commit, List<LogEntry> batch) {
        if (!commit.depart()) {
            return;
        }
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
        if (isEnded() || durable == sequencer.durable()) {
            return;
        }
        sequencer.durable(durable);
        recent.durableUpTo(durable);
        audience.reached(durable);
        if (!waiting.isEmpty()) {
            arrived();
        }
    }

    private void published(DurableCommit commit) {
        grown(commit.length(), commit.record().time());
        audience.applied(commit.effects());
        desk.published(commit.events());
        if (commit.effects().objects().stream().anyMatch(ObjectEntry::isDeleted)) {
            locks.deleted();
        }
    }

    private static Applied applied(DurableCommit commit) {
        return new Applied(commit.record(), commit.events(), commit.effects());
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
