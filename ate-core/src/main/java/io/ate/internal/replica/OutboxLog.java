package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.Outcome;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Statement;
import io.ate.internal.log.KeptRow;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The own commits of a replica that lie on its disk until they are answered, whatever becomes of the program meanwhile.
 * Thread-safe.
 *
 * <p>
 * Each goes over the network as it lies here, and not before it does; what is drawn up anew takes the place of what it
 * was, in one write. So the same words reach the server however often it takes, and it stores them once. What comes in
 * the stream goes from here in the write by which the replica's log takes it in. What is refused for good stays, for
 * inspection, until somebody discards it.
 */
public final class OutboxLog {
    /** So many refused commits may lie here before somebody has to look at them. */
    static final int REFUSED = 4096;

    /** The same in bytes, as all that lies here is in memory, too. */
    private static final long REFUSED_BYTES = 64L << 20;

    /**
     * No program puts so many here that one gets this place: who did was none, or nothing up to the end can be read.
     */
    private static final long END = 1L << 62;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxLog.class);

    private final RedoLog log;
    private final StoredChain chain;
    private final Consumer<StoreFailedException> broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, KeptCommit> commits = new TreeMap<>();
    private final Map<CommitId, Long> places = new HashMap<>();
    private final Map<KeyId, Slice> notes = new HashMap<>(1);
    /** Places of those that are not on their way: that lie here since an earlier program, or were given up by this. */
    private final Set<Long> former = new HashSet<>();
    private final List<String> damage = new ArrayList<>(0);
    private long last;
    private boolean unreadable;
    private int refused;
    private long refusedBytes;

    /**
     * What lies in the log beside that chain.
     *
     * @param broken is told that the log takes nothing in any more, on a thread of the log's own
     */
    static OutboxLog of(RedoLog log, LoadedChain loaded, Consumer<StoreFailedException> broken) {
        OutboxLog outbox = new OutboxLog(log, loaded.stored(), broken);
        outbox.dropStored(loaded.writers());
        return outbox;
    }

    private OutboxLog(RedoLog log, StoredChain chain, Consumer<StoreFailedException> broken) {
        this.log = log;
        this.chain = chain;
        this.broken = broken;
        log.kept(chain.number(), row -> {
            switch (row) {
                case KeptRow.Kept(long place, Slice content) -> loaded(place, content);
                case KeptRow.Damaged(long from, long to, String what) -> lost(from, to, what);
            }
        });
    }

    /**
     * What the chain has went from here in the same write, so it is here again only since the disk is not as it was
     * left. It would be sent as something new, and the server not believed that it is stored.
     */
    private void dropStored(Writers writers) {
        for (KeptCommit each : commits()) {
            Statement statement = each.commit().statement();
            Hash hash = Statement.hash(chain.genesis().chainId(), each.commit().statementBytes());
            try {
                if (writers.standing(statement.writer(), statement.number(), hash) instanceof Writers.Standing.Known) {
                    LOG.warn("commit {} lay in the outbox of chain {} once more, although that has it", each.id(),
                            chain.name());
                    discard(each.place());
                }
            } catch (StoreDamagedException e) { // the server will say whether it has it
                LOG.error("whether chain {} has commit {} in its outbox cannot be said: {}", chain.name(), each.id(),
                        e.getMessage());
            }
        }
    }

    private void loaded(long place, Slice content) {
        if (place >= END) {
            noteLost(place, place, "there is no such place");
            return;
        }
        last = Math.max(last, place);
        try {
            KeptCommit commit = KeptCommit.decode(place, content);
            if (commit.turn() >= END) {
                throw new MalformedException("there is no such turn");
            }
            last = Math.max(last, commit.turn());
            add(commit);
            former.add(place);
        } catch (MalformedException e) {
            lost(place, place, String.valueOf(e.getMessage()));
        }
    }

    private void lost(long from, long to, String what) {
        unreadable |= to >= END;
        last = Math.max(last, to >= END ? from : to);
        noteLost(from, to, what);
    }

    private void noteLost(long from, long to, String what) {
        damage.add((from == to ? "commit " + from : "what lay between " + from + " and " + to)
                + " in the outbox of chain " + chain.name() + " cannot be read: " + what);
        LOG.error("{}; whether it was stored before cannot be said", damage.getLast());
    }

    private void add(KeptCommit commit) {
        commits.put(commit.place(), commit);
        places.put(commit.id(), commit.place());
        refused += commit.isWaiting() ? 0 : 1;
        refusedBytes += commit.isWaiting() ? 0 : commit.bytes();
    }

    private @Nullable KeptCommit remove(long place) {
        KeptCommit commit = commits.remove(place);
        former.remove(place);
        if (commit != null) {
            places.remove(commit.id());
            refused -= commit.isWaiting() ? 0 : 1;
            refusedBytes -= commit.isWaiting() ? 0 : commit.bytes();
        }
        return commit;
    }

    /** What lies here, in the order in which it was handed over. */
    public List<KeptCommit> commits() {
        lock.lock();
        try {
            return List.copyOf(commits.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Those that wait and are not on their way, since an earlier program has left them or this one gave up; in order.
     */
    public List<KeptCommit> former() {
        lock.lock();
        try {
            return commits.values().stream().filter(each -> each.isWaiting() && former.contains(each.place())).toList();
        } finally {
            lock.unlock();
        }
    }

    /** It is on its way, so that it is nobody's else to send. */
    public void goesOn(long place) {
        lock.lock();
        try {
            former.remove(place);
        } finally {
            lock.unlock();
        }
    }

    /** It is not on its way any more, and neither stored nor refused, as far as is known: it waits to be sent again. */
    public void waits(long place) {
        lock.lock();
        try {
            if (commits.containsKey(place)) {
                former.add(place);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether that commit lies here, is neither stored nor refused, and is not on its way. */
    public boolean isLeft(CommitId commit) {
        lock.lock();
        try {
            Long place = places.isEmpty() ? null : places.get(commit);
            KeptCommit kept = place == null || !former.contains(place) ? null : commits.get(place);
            return kept != null && kept.isWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** What is known here of that commit, if it lies here: whether it was refused, or waits. */
    public Optional<Outcome> outcome(CommitId commit) {
        lock.lock();
        try {
            Long place = places.get(commit);
            KeptCommit kept = place == null ? null : commits.get(place);
            if (kept == null) {
                return Optional.empty();
            }
            KeptCommit.Refusal refusal = kept.refusal();
            return Optional.of(refusal == null ? new Outcome.Waiting() : new Outcome.Refused(refusal.told()));
        } finally {
            lock.unlock();
        }
    }

    /** What lay here and cannot be read any more, for people. */
    public List<String> damage() {
        return List.copyOf(damage);
    }

    /** Tells whether a commit of that place lies here. */
    boolean has(long place) {
        lock.lock();
        try {
            return commits.containsKey(place);
        } finally {
            lock.unlock();
        }
    }

    /** The commit of that place, if it lies here. */
    public Optional<KeptCommit> find(long place) {
        lock.lock();
        try {
            return Optional.ofNullable(commits.get(place));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Demands that there is room for another commit.
     *
     * @throws ChainUnavailableException if there is not
     */
    void demandRoom() {
        if (log.isNearlyFull()) {
            throw new ChainUnavailableException("the disk with the outbox of chain " + chain.name()
                    + " is nearly full; nothing was handed over");
        }
        lock.lock();
        try {
            if (unreadable) {
                throw new ChainUnavailableException("the outbox of chain " + chain.name()
                        + " is damaged up to its end, "
                        + "so that nobody would find what is put there: see chain.outbox().damage(); nothing was handed "
                        + "over");
            }
            if (refused >= REFUSED || refusedBytes >= REFUSED_BYTES) {
                throw new ChainUnavailableException("in the outbox of chain " + chain.name() + " lie " + refused
                        + " commits that were refused: look at chain.outbox() and discard them; nothing was handed "
                        + "over");
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a commit in: behind all that lie here, or at the place of the one that it comes instead of.
     *
     * @param commit as it will be sent, without signatures
     * @param replaced place of that one, or 0; if nothing lies there any more, it is as if there had been none
     */
    Kept keep(Commit commit, boolean signed, Slice sealed, long replaced) {
        lock.lock();
        try {
            long turn = ++last;
            long place = replaced != 0 && remove(replaced) != null ? replaced : turn;
            KeptCommit kept = new KeptCommit(place, turn, commit, signed, sealed, null);
            add(kept);
            return new Kept(place, append(new LogEntry.Keep(chain.number(), place, kept.encode())));
        } finally {
            lock.unlock();
        }
    }

    /**
     * A commit that was taken in.
     *
     * @param durable completes when it is on disk
     */
    record Kept(long place, CompletableFuture<Void> durable) {
        /** That nothing is kept. */
        static final Kept NOT = new Kept(0, CompletableFuture.completedFuture(null));
    }

    /**
     * The chain has that commit: what its log has to do beside taking it in.
     *
     * @param isThis whether a commit that lies here is that one
     */
    Optional<LogEntry> arrived(Statement statement, Predicate<KeptCommit> isThis) {
        lock.lock();
        try {
            Long place = places.isEmpty() ? null : places.get(statement.writer().commit(statement.number()));
            KeptCommit commit = place == null ? null : commits.get(place);
            if (commit == null || !isThis.test(commit)) {
                return Optional.empty();
            }
            remove(commit.place());
            return Optional.of(new LogEntry.Unkeep(chain.number(), commit.place()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * It was refused for good, and nothing comes in its place: it stays for inspection.
     *
     * @return completes when that is on disk
     */
    public CompletableFuture<Void> refused(long place, CommitRejectedException why) {
        lock.lock();
        try {
            KeptCommit commit = commits.get(place);
            if (commit != null && commit.isWaiting()) {
                remove(place);
                KeptCommit marked = commit.refused(KeptCommit.Refusal.of(why));
                add(marked);
                return append(new LogEntry.Keep(chain.number(), place, marked.encode()));
            }
            return CompletableFuture.completedFuture(null);
        } finally {
            lock.unlock();
        }
    }

    /** Throws a commit away; false if it is on its way, so that it cannot be. */
    public boolean discard(long place) {
        lock.lock();
        try {
            KeptCommit commit = commits.get(place);
            if (commit != null && commit.isWaiting() && !former.contains(place)) {
                return false;
            }
            if (remove(place) != null) {
                var _ = append(new LogEntry.Unkeep(chain.number(), place));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The name of what is noted of that key. */
    static String noteOf(KeyId key) {
        return "outbox." + key;
    }

    /**
     * What is noted under the name of that key.
     *
     * @param first makes what is noted where nothing is; it is durable before what is taken in later
     */
    public Slice noted(KeyId key, Supplier<Slice> first) {
        String name = noteOf(key);
        lock.lock();
        try {
            Slice known = notes.computeIfAbsent(key, _ -> log.note(chain.number(), name));
            if (known != null) {
                return known;
            }
            Slice made = first.get();
            notes.put(key, made);
            var _ = append(new LogEntry.Note(chain.number(), name, made));
            return made;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> append(LogEntry entry) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        log.append(chain.shard(), 0, LogBatch.of(entry), new RedoLog.Completion() {
            @Override
            public void durable() {
                durable.complete(null);
            }

            @Override
            public void failed(StoreFailedException cause) {
                durable.completeExceptionally(cause);
                broken.accept(cause);
            }
        });
        return durable;
    }
}
