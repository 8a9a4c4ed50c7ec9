package io.ate.internal.log;

import io.ate.ChainName;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A durable chain of a {@link RocksRedoLog}, as it is kept in memory. Thread-safe: the log's writer changes it, anybody
 * asks.
 */
final class ChainEntry {
    private static final long UNKNOWN = -1;

    private final ChainSummary summary;
    private final ChainKeys keys;
    private final AtomicLong end;
    private volatile boolean dropped;
    private volatile boolean incoming;

    private ChainEntry(ChainSummary summary, long end) {
        this.summary = summary;
        this.keys = new ChainKeys(summary.shard(), summary.number());
        this.end = new AtomicLong(end);
    }

    /** A chain that has just been created. */
    static ChainEntry created(ChainSummary summary) {
        return new ChainEntry(summary, 0);
    }

    /** A chain that was there when the store was opened; its end is looked up when somebody asks for it. */
    static ChainEntry found(ChainSummary summary) {
        return new ChainEntry(summary, UNKNOWN);
    }

    long number() {
        return keys.number();
    }

    ChainName name() {
        return summary.name();
    }

    ChainSummary summary() {
        return summary;
    }

    ChainKeys keys() {
        return keys;
    }

    /** The highest durable sequence; what {@code lookup} finds, where nobody has asked before. */
    long end(LongSupplier lookup) {
        if (end.get() == UNKNOWN) {
            // Not a plain set: the writer may have moved the end while this thread was still looking.
            end.compareAndSet(UNKNOWN, lookup.getAsLong());
        }
        return end.get();
    }

    void setEnd(long sequence) {
        end.set(sequence);
    }

    /** It is being brought into the store, or, from now on, it is there. */
    void setIncoming(boolean now) {
        incoming = now;
    }

    /** Notes damage that was met in the chain: what comes from elsewhere says nothing against the store. */
    void noteDamage(FoundDamage found, String what) {
        if (!incoming) {
            found.note(what);
        }
    }

    /** Set before the rows are removed, so that nobody takes their absence for damage. */
    boolean isDropped() {
        return dropped;
    }

    void setDropped() {
        dropped = true;
    }
}
