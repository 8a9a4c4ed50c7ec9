package io.ate.internal.log;

import org.rocksdb.RocksDBException;

/**
 * Finds where a chain can be read again behind rows that cannot. Stateless.
 *
 * <p>
 * An iterator says that a block is damaged, but not up to which key; seeking a key in it fails, seeking one behind it
 * does not. A block holds some hundred events at most, so one is tried after the other; where a whole file is lost, the
 * steps grow to a 64th of the way, and the last one is searched by halves. What lies between two damaged places of such
 * size and is shorter than a step may be counted as lost.
 */
final class DamageSearch {
    private static final int STEP_PART = 64;

    private DamageSearch() {}

    /**
     * Places the cursor at the first row from {@code from} on that can be read, and gives its sequence; {@code end + 1}
     * if there is none.
     */
    static long firstReadable(RocksCursor cursor, ChainKeys keys, long from, long end) {
        long unreadable = from - 1;
        long probe = from;
        while (probe <= end && !reads(cursor, keys, probe)) {
            unreadable = probe;
            probe += 1 + (probe - from) / STEP_PART;
        }
        long readable = Math.min(probe, end + 1);
        while (readable - unreadable > 1) {
            long middle = unreadable + (readable - unreadable) / 2;
            if (reads(cursor, keys, middle)) {
                readable = middle;
            } else {
                unreadable = middle;
            }
        }
        if (readable > end || !reads(cursor, keys, readable) || !cursor.hasRow()) {
            return end + 1;
        }
        return Math.min(ChainKeys.sequence(cursor.key()), end + 1);
    }

    /**
     * Tells whether there is a row to be read from that place on: up to the end there have been some, so none is
     * damage.
     */
    private static boolean reads(RocksCursor cursor, ChainKeys keys, long sequence) {
        cursor.seek(keys.event(sequence));
        try {
            cursor.demandReadable();
            return cursor.hasRow();
        } catch (RocksDBException _) {
            return false;
        }
    }
}
