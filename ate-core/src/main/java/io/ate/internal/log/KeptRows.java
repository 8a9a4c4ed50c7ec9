package io.ate.internal.log;

import io.ate.internal.log.KeptRow.Damaged;
import io.ate.internal.log.KeptRow.Kept;
import io.ate.internal.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Reads what is kept for a chain of a {@link RocksRedoLog}, past what is damaged. Confined to one thread, and used
 * once.
 *
 * <p>
 * Each row is shown outside of the store, so that whoever is shown it may append, and take his time.
 */
final class KeptRows implements AutoCloseable {
    /**
     * Steps over damage grow faster than for events: places have gaps, and each try may read a row of some megabytes.
     */
    private static final int STEP_PART = 8;

    private final RocksStore store;
    private final ChainEntry chain;
    private RocksCursor cursor;
    private boolean started;
    /** Everything before this place has been shown. */
    private long next;
    private final long last;

    private KeptRows(RocksStore store, ChainEntry chain, long after, long to) {
        this.store = store;
        this.chain = chain;
        this.next = after + 1;
        this.last = to;
        cursor = cursor();
    }

    /** Shows all rows of the chain behind {@code after} and up to {@code to}, and what is damaged. */
    static void each(RocksStore store, ChainEntry chain, long after, long to, KeptVisitor visitor) {
        try (KeptRows rows = new KeptRows(store, chain, after, to)) {
            for (KeptRow row = store.use(rows::take); row != null; row = store.use(rows::take)) {
                visitor.row(row);
            }
        }
    }

    private RocksCursor cursor() {
        return store.cursor(Family.OUTBOX, chain.keys().behind(), true);
    }

    private @Nullable KeptRow take() throws RocksDBException {
        if (next > last) {
            return null;
        }
        if (cursor.isGone()) {
            cursor = cursor();
            started = false;
        }
        if (!started) {
            started = true;
            cursor.seek(chain.keys().kept(next));
        }
        Damaged lost = passDamage();
        if (lost != null) {
            return lost;
        }
        cursor.demandReadable();
        return cursor.hasRow() && ChainKeys.sequence(cursor.key()) <= last ? takeRow() : null;
    }

    private KeptRow takeRow() {
        byte[] key = cursor.key();
        byte[] value = cursor.value();
        long place = ChainKeys.sequence(key);
        cursor.next();
        try {
            Kept row = new Kept(place, CheckedValue.content(key, value));
            next = place + 1;
            return row;
        } catch (MalformedException e) {
            next = place;
            return lost(place, RocksEvents.reason(e));
        }
    }

    /** Goes behind what cannot be read, if the cursor is there; null if it is not. */
    private @Nullable Damaged passDamage() {
        try {
            cursor.demandReadable();
            return null;
        } catch (RocksDBException e) {
            long readable = DamageSearch.behind(cursor, chain.keys(), next, last, STEP_PART);
            return readable == next ? null : lost(readable - 1, RocksEvents.reason(e));
        }
    }

    private Damaged lost(long to, String what) {
        store.found()
                .note("what is kept at " + (next == to ? "place " + to : "places " + next + " to " + to) + " of chain "
                        + chain.name() + ": " + what);
        Damaged lost = new Damaged(next, to, what);
        next = to + 1;
        return lost;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
