package io.ate.internal.log;

import org.rocksdb.RocksDBException;

/** Shows the rows of one run of keys, for tables that are small or read once. Immutable. */
record RowScan(RocksStore store, Family family) {
    /** Longer than any key of a chain's name, and behind all of them. */
    private static final byte[] BEHIND_ALL = {(byte) 0xff};

    /** Shows all rows of the family from {@code first} on. */
    void each(byte[] first, RowVisitor visitor) {
        each(first, BEHIND_ALL, visitor);
    }

    /** Shows the rows from {@code first} up to, not including, {@code behind}. */
    void each(byte[] first, byte[] behind, RowVisitor visitor) {
        try (RocksCursor cursor = store.cursor(family, behind, true)) {
            store.use(() -> {
                cursor.seek(first);
                return first;
            });
            while (store.use(() -> show(cursor, visitor))) {
                // One row at a time, so that a close need not wait for the whole table.
            }
        }
    }

    private static boolean show(RocksCursor cursor, RowVisitor visitor) throws RocksDBException {
        cursor.demandReadable();
        if (!cursor.hasRow()) {
            return false;
        }
        boolean goesOn = visitor.row(cursor.key(), cursor.value());
        cursor.next();
        return goesOn;
    }

    /** Is shown one row after another, each in arrays of its own, as long as it wants more. */
    @FunctionalInterface
    interface RowVisitor {
        boolean row(byte[] key, byte[] value);
    }
}
