package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.WriterId;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the commits of many chains are made durable, and from where they are read again. Thread-safe.
 *
 * <p>
 * The log decides nothing: sequences, times and numbers come from the sequencer. What is appended waits in one queue;
 * one writer takes whatever waits there, of all chains, into one write and one sync, and only then answers (the
 * <em>group commit</em>). Everything that can be asked of the log is answered from what is durable, never from what
 * waits.
 *
 * <p>
 * What the log itself is asked for and has lost is a {@link StoreDamagedException}; readers show damage as an item
 * instead and go on behind it. After {@link #close()} every method but {@code close} throws {@link
 * IllegalStateException}.
 */
public interface RedoLog extends AutoCloseable {
    /** Into how many shards chains fall by their names. */
    int SHARDS = 256;

    /**
     * Payloads of so many bytes and more are kept apart from their events, so that reading events does not read them.
     */
    int LARGE_PAYLOAD = 4096;

    /** The longest name of a note, in characters. */
    int NOTE_NAME = 64;

    /** The shard of the chain with that name: the first byte of {@code SHA-256("ate/shard/1" ‖ u32 length ‖ name)}. */
    static int shardOf(ChainName name) {
        Slice bytes = Slice.of(name.text().getBytes(StandardCharsets.US_ASCII));
        Hash hash = Sha256.of(Label.of("ate/shard/1")).variable(bytes).digest();
        return (int) (hash.high() >>> 56);
    }

    /** Tells whether what is durable here is there again after the program has ended. */
    boolean isLasting();

    /** From 1, one more each time the store was restored from a backup. */
    long epoch();

    /** How often this store has been opened, this time included: durable, so that fencing numbers can begin with it. */
    long starts();

    /** The chains that are there and can be read, in no particular order; answered from memory. */
    List<ChainSummary> chains();

    /** Tells whether records of chains are lost, so that there were more than {@link #chains()} knows. */
    boolean hasLostChains();

    /** The chain of that id, answered from memory. */
    Optional<ChainSummary> summary(ChainId id);

    /**
     * The chain of that name; reads its genesis.
     *
     * @throws StoreDamagedException if there is one, but its record is damaged; or if records are lost and this may be
     * the name of one
     */
    Optional<StoredChain> find(ChainName name);

    /**
     * A number for a new chain: never given twice, also not after a drop, a crash or a chain that was never created.
     */
    long nextChainNumber();

    /**
     * Tells whether there is room for more to wait. Of a log that many share, who finds none appends nothing, also if
     * nothing of its own waits, and is called by {@link #whenRoom}.
     */
    boolean mayAppend();

    /**
     * Has {@code next} run, once, as soon as enough of what waits is durable; those who found no room before are called
     * before it. Then it looks at {@link #mayAppend()} again, since others may have been quicker. It runs on this
     * thread or on the log's writer, and must return quickly and throw nothing.
     */
    void whenRoom(Runnable next);

    /**
     * Makes a batch durable, as a whole or not at all, after everything that was appended before. Never waits for the
     * disk, and takes what comes, also where there was no room for it: a decision that has been made is not unmade. The
     * completion is called by the log's writer, never by this method.
     *
     * @param shard the shard of every chain that the batch names
     * @param term the term of the shard's leader; a log on one machine has one leader for good and does not look at it
     * @throws IllegalArgumentException if an entry does not fit what was appended before: a chain that is not there or
     * is there already, another shard, sequences that do not follow on the last one, an event without its
     * payload
     * @throws IllegalStateException if the log is closed
     */
    void append(int shard, long term, LogBatch batch, Completion completion);

    /**
     * Has {@code next} run, once, when all is answered that was appended before, or at once if the log is closed: who
     * opens a chain anew then finds all of it here. It runs on this thread or on the log's writer, and must return
     * quickly and throw nothing.
     */
    void whenAnswered(Runnable next);

    /**
     * Shows the last commits of the chain's writers, in the order of the bytes of their ids, until no more are wanted.
     *
     * @param after shows only writers behind that one; null for all
     */
    void writers(long chain, @Nullable WriterId after, WriterVisitor visitor);

    /** The last commit of that writer in the chain. */
    Optional<WriterRow> writer(long chain, WriterId writer);

    /** The highest durable sequence of the chain; 0 if it has no events, or is not there. */
    long end(long chain);

    /**
     * A cursor over the chain's events in sequence order, over what is durable now.
     *
     * @param after the sequence behind which it begins: 0 for all
     */
    LogReader reader(long chain, long after, Reading reading);

    /** The event of that sequence with its payload, or the damage in its place; nothing if there never was one. */
    Optional<LogItem> read(long chain, long sequence);

    /** The record of the commit whose first event has that sequence; nothing if no commit begins there. */
    Optional<CommitRecord> record(long chain, long first);

    /** What was last noted for the chain under that name, or null. */
    @Nullable
    Slice note(long chain, String name);

    /**
     * Shows what is {@linkplain LogEntry.Keep kept} for the chain, in the order of the places, as it is when this
     * begins. One row is read after the other; where the visitor throws, it ends.
     */
    default void kept(long chain, KeptVisitor visitor) {
        kept(chain, 0, Long.MAX_VALUE - 1, visitor);
    }

    /** The same of the places behind {@code after}, up to {@code to}. */
    void kept(long chain, long after, long to, KeptVisitor visitor);

    /**
     * The chain's stored tree nodes, and its event hashes, which are computed from the headers when they are asked for.
     * Thread-safe.
     *
     * @throws IllegalArgumentException if the chain is not there
     */
    TreeNodes tree(long chain);

    /**
     * Tells whether free space has fallen below the reserve, so that nothing more should be admitted.
     *
     * @throws StoreFailedException if the place where the log is has gone
     */
    boolean isNearlyFull();

    /** What of the store was found damaged since it was opened, for people; empty if nothing. */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /** Sizes and counts, for status and metrics. */
    StoreStatistics statistics();

    /** About how many bytes the chain takes, what still waits for a flush included. */
    long approximateSize(long chain);

    /**
     * Gives back the room of what was {@linkplain LogEntry.Strip stripped} from the chain and is durable; may take
     * long, and holds nobody up but who calls. What is not given back now is another time.
     */
    void reclaim(long chain);

    /**
     * Makes durable what waits, then closes. Readers that are still open throw when they need more. Closing twice is
     * fine.
     */
    @Override
    void close();

    /**
     * Called once for every appended batch, in the order of appending, by the log's one writer thread: it must return
     * quickly and throw nothing.
     */
    interface Completion {
        /** The batch is on disk and synced, and so is everything before it. */
        void durable();

        /** Nobody knows whether the batch is on disk; nothing that comes after it will be said to be. */
        void failed(StoreFailedException cause);
    }
}
