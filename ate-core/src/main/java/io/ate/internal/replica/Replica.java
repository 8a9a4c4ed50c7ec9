package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One chain as the data-access layer sees it, local or at a server. Thread-safe. Everything throws
 * {@link IllegalStateException} after {@link #close()}, which also ends all waiting.
 */
public interface Replica extends AutoCloseable {

    /** How the chain began; verified. */
    SignedGenesis genesis();

    /** Sequence up to which the chain is known and confirmed here. */
    long sequence();

    /**
     * The chain as it is known here now, own unanswered commits included, kept readable until closed.
     */
    default Standpoint standpoint() {
        return standpoint(Set.of());
    }

    /**
     * The same for who looks again after a {@link io.ate.internal.view.SnapshotExpiredException}.
     *
     * @param likely what will be looked at, as far as can be said: where it has to be fetched, that is done at once
     */
    Standpoint standpoint(Set<PrimaryKey> likely);

    /** Something that this program has written is not here yet, and is coming: until the registration is closed. */
    Registration owe();

    /** Waits until nothing is owed, neither so nor by commits that are drawn up anew, or until the deadline. */
    void awaitOwed(Deadline deadline) throws InterruptedException;

    /** The chain as it is confirmed here now, without own unanswered commits, kept readable until closed. */
    Snapshot confirmed();

    /**
     * Hands over a commit: gives it its number, signs it if need be, lays it over the view, and sends it after those
     * handed over before. Waits only while too much is under way.
     *
     * @throws io.ate.CommitRejectedException if it is already clear here that it would be refused, or the server is
     * away and the chain for reading alone in that case; no trace is left
     * @throws io.ate.ChainUnavailableException if the deadline passed before it was handed over; no trace is left
     */
    default Submission submit(Draft draft, Deadline deadline) throws InterruptedException {
        return submit(draft, null, deadline);
    }

    /**
     * The same for a commit that is to lie in the {@linkplain #outbox() outbox} until it is answered.
     *
     * @param keeping how, or null if it is not to
     */
    Submission submit(Draft draft, @Nullable Keeping keeping, Deadline deadline) throws InterruptedException;

    /**
     * The newest event of an object, with the proof that it stands in the history up to the last head that the server
     * signed; nothing if that ends before it.
     *
     * @throws io.ate.NoSuchObjectException if there is no such object
     * @throws IllegalStateException if there is no server that signs
     */
    Optional<ProvenEvent> prove(PrimaryKey object);

    /**
     * What time to write into events, in milliseconds since 1970: that of the server, as far as it is known.
     *
     * @param own what the clock here says
     */
    long time(long own);

    /** Tells whether this is where the chain is kept, so that what is admitted here is admitted for good. */
    boolean isLocal();

    /** The commits that lie on this replica's disk until they are answered; nothing where there is no such place. */
    Optional<OutboxLog> outbox();

    /**
     * Hands over a commit that lies in the outbox since an earlier program, as it was sent then. Never waits.
     *
     * @param draft of the same events and conditions, with the keys that it acts under
     * @return null if it lies there no more, since it is stored, as it turned out meanwhile
     */
    @Nullable
    Submission restore(KeptCommit kept, Draft draft);

    /** An earlier program knew that this own commit was refused, so whatever builds on it will be, too. */
    void refusedBefore(CommitId commit);

    /**
     * The writer of what is committed under that key now. Another one takes its place when somebody else uses it.
     */
    WriterId writer(KeyId key);

    /**
     * Says under which keys somebody acts, at any time and on any thread: where those that the chain was opened with
     * are not enough any more to be shown it, these are tried before it ends.
     */
    void actedUnder(Supplier<List<HeldKeys>> keys);

    /**
     * Nobody acts under these keys any more, but for commits that were handed over: whoever was given a proof of them
     * may forget it. Whoever acts under one later proves it anew.
     */
    void release(Set<KeyId> keys);

    /**
     * The event of that sequence, with its payload, from memory, disk or server; verified.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     * @throws io.ate.ChainUnavailableException if it has to be fetched and does not come before the deadline
     * @throws io.ate.CompactedException if its value was superseded, and removed by compaction
     */
    Event event(long sequence, Deadline deadline) throws InterruptedException;

    /**
     * The event of that sequence, without its payload where the replica does not have that; verified.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     */
    Event header(long sequence);

    /**
     * Who wrote the event of that sequence, and when.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     */
    Written written(long sequence);

    /**
     * What an event tells of its writing.
     *
     * @param time in milliseconds since 1970, by the writer's clock
     */
    record Written(KeyId author, long time) {
        /** What that event tells. */
        static Written in(Event event) {
            return new Written(event.facts().author(), event.facts().time());
        }
    }

    /**
     * Tells whether compaction has removed the value of that event, which was superseded, so that nobody has it any
     * more who could be asked for it from here. Waits for the server where the value is left there.
     *
     * @throws io.ate.ChainUnavailableException if that cannot be found out before the deadline
     */
    boolean isCompacted(Event event, long sequence, Deadline deadline) throws InterruptedException;

    /** Waits until {@link #sequence()} has reached {@code sequence}, and tells whether it did before the deadline. */
    boolean await(long sequence, Deadline deadline) throws InterruptedException;

    /**
     * Waits until then, for nothing but the time.
     *
     * @throws RuntimeException why nothing goes on from here, as soon as that is so
     */
    void pause(Deadline until) throws InterruptedException;

    /**
     * Demands that the history of the chain is here.
     *
     * @param what that is told by it
     * @throws io.ate.HistoryNeededException if it is not
     */
    void demandHistory(String what);

    /** Waits until all commits that are under way now are answered, and tells whether they were before the deadline. */
    boolean settle(Deadline deadline) throws InterruptedException;

    /**
     * Waits until what was in the chain at the time of the call is known here, and tells whether it was before the
     * deadline.
     */
    boolean catchUp(Deadline deadline) throws InterruptedException;

    /**
     * Demands that the server is not known to be away, if whoever needs it is to be told so at once.
     *
     * @param what cannot be done without it, as the beginning of a sentence
     * @throws io.ate.ChainUnavailableException if it is
     */
    void demandServer(String what);

    /** Asks for a lock; never waits. */
    LockClaim lock(LockWish wish);

    /**
     * Has {@code listener} told of every confirmed commit from the next one on, in order, by the applier's thread,
     * which it must not hold up.
     *
     * @return closing it ends the telling
     */
    Registration listen(Consumer<Effects> listener);

    /**
     * Has {@code told} run, quickly, once nothing goes on from here, for whatever reason; at once if that is so
     * already.
     *
     * @return closing it ends the interest
     */
    Registration whenEnded(Runnable told);

    /**
     * Runs code of the program's own that answers set off: in order, and on no thread that anything here needs, so that
     * it may take its time, and wait.
     */
    Executor callbacks();

    /** What is said and heard here in matters of services. */
    ServiceLine services();

    /**
     * The confirmed commits after {@code sequence}, in order, for readers of the log; of those that compaction has
     * taken events from, what is left. An iterator ends where they are not known yet, and goes on when more are; it
     * holds nothing open.
     */
    Iterable<Applied> history(long sequence);

    @Override
    void close();

    /**
     * A confirmed commit, or a part of one that stands between two gaps, and what that did. Immutable.
     *
     * @param first the sequence of the first event
     * @param events without a gap, with their payloads as far as the replica has them
     */
    record Applied(CommitRecord record, long first, List<Event> events, Effects effects) {
        /** A whole commit. */
        public Applied(CommitRecord record, List<Event> events, Effects effects) {
            this(record, record.first(), events, effects);
        }

        /** The sequence of the event at that place, counted from 0. */
        public long sequence(int index) {
            return first + index;
        }

        /** The sequence of the last event. */
        public long last() {
            return first + events.size() - 1;
        }
    }
}
