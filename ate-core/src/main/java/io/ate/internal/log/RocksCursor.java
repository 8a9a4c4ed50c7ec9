package io.ate.internal.log;

import io.ate.StoreDamagedException;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A native iterator with the native objects that it needs. Confined to its owner; every call but {@link #close()}
 * belongs into {@link RocksStore#use}.
 */
final class RocksCursor implements AutoCloseable {
    /** Read ahead by long scans: enough for any disk to be read at its full rate. */
    private static final int READ_AHEAD = 2 << 20;

    private final RocksStore store;
    private final RocksDB database;
    private final ColumnFamilyHandle family;
    private final Slice behind;
    private final ReadOptions options;
    private RocksIterator iterator;
    private boolean gone;

    RocksCursor(RocksStore store, RocksDB database, ColumnFamilyHandle family, byte[] behind, boolean isLong) {
        this.store = store;
        this.database = database;
        this.family = family;
        this.behind = new Slice(behind);
        options = new ReadOptions().setIterateUpperBound(this.behind);
        if (isLong) {
            // What is read once must not push out of the cache what is read often.
            options.setFillCache(false).setReadaheadSize(READ_AHEAD);
        }
        iterator = database.newIterator(family, options);
    }

    /** Goes to the first row at {@code key} or behind it. */
    void seek(byte[] key) {
        demandThere();
        renewIfFailed();
        iterator.seek(key);
    }

    /** Goes to the last row before {@code key} or at it. */
    void seekForPrev(byte[] key) {
        demandThere();
        renewIfFailed();
        iterator.seekForPrev(key);
    }

    /**
     * Makes a new iterator in the place of one that has met a damaged block. Such a one does not load the block again
     * that it had before the damaged one, and so answers a seek into that with the old failure: everything behind the
     * damage would seem lost, too.
     */
    private void renewIfFailed() {
        try {
            demandReadable();
        } catch (RocksDBException _) {
            iterator.close();
            iterator = database.newIterator(family, options);
        }
    }

    void next() {
        demandThere();
        iterator.next();
    }

    /** Tells whether there is a row here that can be read; if not, {@link #demandReadable} says why. */
    boolean hasRow() {
        demandThere();
        return iterator.isValid();
    }

    /**
     * Returns if there is a row here, or none because the cursor is behind the last one.
     *
     * @throws RocksDBException if what is here cannot be read
     */
    void demandReadable() throws RocksDBException {
        demandThere();
        if (!iterator.isValid()) {
            iterator.status();
        }
    }

    byte[] key() {
        demandThere();
        return iterator.key();
    }

    byte[] value() {
        demandThere();
        return iterator.value();
    }

    /** Tells whether the database was closed under the cursor, so that another one has to be opened. */
    boolean isGone() {
        return gone;
    }

    private void demandThere() {
        if (gone) {
            throw new StoreDamagedException("the store was opened anew in the midst of reading; read again");
        }
    }

    @Override
    public void close() {
        store.close(this);
    }

    /** For the store alone, which knows whether it has happened. */
    void closeNative() {
        gone = true;
        iterator.close();
        options.close();
        behind.close();
    }
}
