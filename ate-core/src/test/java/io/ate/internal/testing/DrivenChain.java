package io.ate.internal.testing;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.StoreFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.DurableCommit;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Sequencer;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A chain as a server has it open, driven by hand on one thread: check, judgement, log and answers happen when the test
 * says so. Confined to one thread.
 */
public final class DrivenChain {
    private static final Verifiers VERIFIERS = new Verifiers();

    private final MemoryRedoLog log;
    private final StoredChain stored;
    private final View view;
    private final Sequencer sequencer;
    private final CommitCheck check;
    private final List<Kept> kept = new ArrayList<>();
    private final List<DurableCommit> published = new ArrayList<>();
    private final List<StoreFailedException> failures = new ArrayList<>();
    private long clock = Change.TIME;

    /**
     * A commit as it was handed over to be kept.
     *
     * @param shown the sequence that the view had then
     */
    public record Kept(DurableCommit commit, long shown) {}

    private DrivenChain(MemoryRedoLog log, StoredChain stored) {
        this.log = log;
        this.stored = stored;
        LoadedChain loaded = ChainLoader.load(log, stored);
        SignedGenesis genesis = stored.genesis();
        view = loaded.view();
        sequencer = new Sequencer(loaded,
                new Judge(genesis.record().trust(), Judge.Role.ADMITTING, loaded.fold()),
                commit -> kept.add(new Kept(commit, view.sequence())), published::add);
        check = new CommitCheck(genesis.chainId(), VERIFIERS);
    }

    /** A new chain on a log of its own. */
    public static DrivenChain begin(SignedGenesis genesis) {
        return begin(genesis, WriteFaults.NONE);
    }

    /** A new chain on a log that fails as it is told. */
    public static DrivenChain begin(SignedGenesis genesis, WriteFaults faults) {
        MemoryRedoLog log = MemoryRedoLog.manual(faults);
        StoredChain stored = new StoredChain(log.nextChainNumber(), genesis.record().name(), genesis);
        log.append(stored.shard(), 0, LogBatch.of(new LogEntry.Create(stored.number(), stored.name(), genesis)),
                new RedoLog.Completion() {
                    @Override
                    public void durable() {}

                    @Override
                    public void failed(StoreFailedException cause) {
                        throw cause;
                    }
                });
        log.sync();
        return new DrivenChain(log, stored);
    }

    /** The chain as the next process finds it after a crash: what was not synced is lost, nobody is answered. */
    public DrivenChain crash() {
        log.crash();
        return new DrivenChain(log.reopened(), stored);
    }

    public SignedGenesis genesis() {
        return stored.genesis();
    }

    public ChainId id() {
        return stored.genesis().chainId();
    }

    public StoredChain stored() {
        return stored;
    }

    public RedoLog log() {
        return log;
    }

    /** What is durable. */
    public View view() {
        return view;
    }

    public Sequencer sequencer() {
        return sequencer;
    }

    /** What was handed over to be kept, in order. */
    public List<Kept> kept() {
        return kept;
    }

    /** What became durable since the chain was opened, in order. */
    public List<DurableCommit> published() {
        return published;
    }

    /** With what the log failed. */
    public List<StoreFailedException> failures() {
        return failures;
    }

    /** A writer with keys of its own. */
    public Author author(HeldKeys keys) {
        return new Author(genesis(), keys, 0);
    }

    /** Judges a commit whose sender has proven every key that it names; the answer comes with {@link #sync()}. */
    public Sender submit(Commit commit) {
        return submit(commit, Set.copyOf(commit.statement().keys()));
    }

    /** Judges a commit whose sender has proven these keys; the answer comes with {@link #sync()}. */
    public Sender submit(Commit commit, Set<KeyId> proven) {
        Sender sender = new Sender();
        List<LogEntry> batch = new ArrayList<>();
        sequencer.judge(check(commit), proven, sender, ++clock, batch);
        long end = sequencer.end();
        if (!batch.isEmpty()) {
            log.append(stored.shard(), 0, new LogBatch(batch), new RedoLog.Completion() {
                @Override
                public void durable() {
                    sequencer.durable(end);
                }

                @Override
                public void failed(StoreFailedException cause) {
                    failures.add(cause);
                }
            });
        }
        return sender;
    }

    /** Makes durable what was admitted, and has it answered. */
    public void sync() {
        log.sync();
        if (sequencer.end() == sequencer.durable()) {
            sequencer.durable(sequencer.durable());
        }
    }

    /** Submits a commit and has it answered. */
    public Outcome admit(Commit commit) {
        return admit(commit, Set.copyOf(commit.statement().keys()));
    }

    /** Submits a commit whose sender has proven these keys, and has it answered. */
    public Outcome admit(Commit commit, Set<KeyId> proven) {
        Sender sender = submit(commit, proven);
        sync();
        return sender.outcome();
    }

    private CheckedCommit check(Commit commit) {
        return check.check(commit, id -> {
            KeyEntry entry = sequencer.tentative().publicKey(id);
            return entry == null ? null : entry.keys();
        });
    }
}
