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
        behind(cursor, keys, from, end, STEP_PART);
        return cursor.hasRow() ? Math.min(ChainKeys.sequence(cursor.key()), end + 1) : end + 1;
    }

    /**
     * Gives the first sequence, from {@code from} on, behind which nothing is lost up to the next row, and places the
     * cursor at that row, if there is one; {@code end + 1} if all is lost up to the end.
     *
     * @param stepPart steps grow to this part of the way
     */
    static long behind(RocksCursor cursor, ChainKeys keys, long from, long end, int stepPart) {
        long unreadable = from - 1;
        long probe = from;
        while (probe <= end && !reads(cursor, keys, probe)) {
            unreadable = probe;
            long step = 1 + (probe - from) / stepPart;
            probe = step <= end - probe ? probe + step : end + 1;
        }
        long readable = probe;
        while (readable - unreadable > 1) {
            long middle = unreadable + (readable - unreadable) / 2;
            if (reads(cursor, keys, middle)) {
                readable = middle;
            } else {
                unreadable = middle;
            }
        }
        cursor.seek(keys.event(readable));
        return readable;
    }

    /** Tells whether what is there from that place on can be read, if there is anything. */
    private static boolean reads(RocksCursor cursor, ChainKeys keys, long sequence) {
        cursor.seek(keys.event(sequence));
        try {
            cursor.demandReadable();
            return true;
        } catch (RocksDBException _) {
            return false;
        }
    }
}
