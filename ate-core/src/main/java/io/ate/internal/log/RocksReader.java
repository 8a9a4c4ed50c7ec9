package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogItem.Damaged;
import io.ate.internal.log.LogItem.Gap;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * A reader over a chain of a {@link RocksRedoLog}. Confined to one thread at a time.
 *
 * <p>
 * It knows which sequence must come next, and so needs no look at the key of a sound row: the checksum covers the key,
 * and fits no other. Where it does not fit, or there is no row, or the block cannot be read, {@link DamageSearch} says
 * how far the damage goes, and reading goes on behind it.
 */
final class RocksReader implements LogReader {
    /** Behind so many events a scan is not repeated soon: it reads ahead and leaves the cache to others. */
    private static final long LONG = 1 << 16;
    /** What is taken while the store is kept open, so that each event need not pay for that. */
    private static final int TAKEN_EVENTS = 128;
    private static final int TAKEN_BYTES = 64 << 10;

    private final RocksStore store;
    private final RocksEvents events;
    private final ChainEntry chain;
    private final Reading reading;
    private final long end;
    private final boolean isLong;
    private RocksCursor cursor;
    private final byte[] key;
    private final ArrayDeque<LogItem> taken = new ArrayDeque<>(TAKEN_EVENTS);
    private long expected;
    private boolean started;
    private @Nullable LogItem item;

    RocksReader(RocksStore store, ChainEntry chain, long after, long end, Reading reading) {
        this.store = store;
        this.chain = chain;
        events = new RocksEvents(store);
        this.reading = reading;
        this.end = end;
        expected = after + 1;
        key = chain.keys().event(expected);
        isLong = end - after > LONG;
        cursor = store.cursor(Family.EVENTS, chain.keys().behind(), isLong);
    }

    @Override
    public boolean next() {
        if (taken.isEmpty() && expected <= end) {
            store.use(() -> {
                take();
                return null;
            });
        }
        item = taken.poll();
        return item != null;
    }

    @Override
    public LogItem item() {
        if (item == null) {
            throw new IllegalStateException("there is no item here");
        }
        return item;
    }

    private void take() {
        if (cursor.isGone()) {
            cursor = store.cursor(Family.EVENTS, chain.keys().behind(), isLong);
            started = false;
        }
        if (!started) {
            started = true;
            seek();
        }
        int bytes = 0;
        while (expected <= end && taken.size() < TAKEN_EVENTS && bytes < TAKEN_BYTES) {
            bytes += takeOne();
        }
    }

    /** Goes to what comes next. That may be in a gap, whose row is before it; else nothing is looked for there. */
    private void seek() {
        ChainKeys.setSequence(key, expected);
        cursor.seek(key);
        if (cursor.hasRow() && ChainKeys.sequence(cursor.key()) == expected) {
            return;
        }
        RocksEvents.gapOver(cursor, chain, expected).ifPresent(this::take);
        ChainKeys.setSequence(key, expected);
        cursor.seek(key);
    }

    private void take(LogItem next) {
        taken.add(next);
        expected = switch (next) {
            case StoredEvent event -> event.sequence() + 1;
            case Gap gap -> gap.to() + 1;
            case Damaged damaged -> damaged.to() + 1;
        };
    }

    /** Takes what comes next, and gives the size of its row. */
    private int takeOne() {
        if (!isAtRow()) {
            return 0;
        }
        ChainKeys.setSequence(key, expected);
        byte[] value = cursor.value();
        try {
            take(events.decode(expected, key, value, reading));
            cursor.next();
        } catch (MalformedException | StoreDamagedException e) {
            long found = ChainKeys.sequence(cursor.key());
            if (found > expected) {
                lose(found - 1, "missing");
            } else {
                lose(expected, RocksEvents.reason(e));
                cursor.next();
            }
        }
        return value.length;
    }

    /** Tells whether the cursor is at a row; if not, everything up to the next one, or to the end, is lost. */
    private boolean isAtRow() {
        if (cursor.hasRow()) {
            return true;
        }
        try {
            cursor.demandReadable();
            lose(end, "missing");
        } catch (RocksDBException e) {
            long readable = DamageSearch.firstReadable(cursor, chain.keys(), expected, end);
            if (readable > expected) {
                lose(readable - 1, RocksEvents.reason(e));
            }
        }
        return false;
    }

    private void lose(long to, String what) {
        if (!chain.isDropped()) {
            chain.noteDamage(store.found(),
                    (expected == to ? "sequence " + to : "sequences " + expected + " to " + to) + " of chain "
                            + chain.name() + ": " + what);
            take(new Damaged(expected, to, what));
        } else {
            // Not damage: somebody dropped the chain, and this reader ends.
            expected = end + 1;
        }
    }

    @Override
    public void close() {
        cursor.close();
        taken.clear();
        expected = end + 1;
        item = null;
    }
}
