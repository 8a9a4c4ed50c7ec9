package io.ate.internal.log;

import io.ate.StoreFailedException;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;

/**
 * Makes a store of files that come from a backup: a new epoch begins, and numbers that follow on the count of starts
 * are none that the store has given since the backup, or was given after another restore. Stateless.
 */
public final class RestoredStore {
    /** So many starts of a store are of one epoch; after more than any store sees, its numbers could come again. */
    private static final int STARTS_BITS = 20;
    /** The count of starts is the upper half of a chain's number. */
    private static final long LAST_EPOCH = (1L << (31 - STARTS_BITS)) - 1;

    private RestoredStore() {}

    /**
     * Begins the epoch in the store whose files are in that folder, and nothing else: what they are now is noted as
     * what belongs to it. Returns when that is durable.
     *
     * @param starts the most that the store, or one in its place, has been opened
     */
    public static void begin(Path folder, long epoch, long starts) {
        if (epoch < 2 || epoch > LAST_EPOCH) {
            throw new StoreFailedException("a store cannot be restored into epoch " + epoch + ": there are "
                    + LAST_EPOCH, new IOException("epoch " + epoch));
        }
        opened(folder, store -> StoreMeta.restored(store, epoch, Math.max(starts, epoch << STARTS_BITS)));
    }

    /** Notes of a checkpoint what belongs to it, so that it can be opened as the store that it was. */
    static void adopt(Path folder) {
        opened(folder, _ -> {
            // opening it does that
        });
    }

    private static void opened(Path folder, Change change) {
        try {
            NativeLibrary.load();
            try (RocksStore store = RocksStore.openRestored(folder, new RocksOptions(StoreOptions.small()))) {
                change.on(store);
            }
        } catch (RocksDBException | IOException e) {
            throw new StoreFailedException("the copy of a store in " + folder + " cannot be opened: " + e.getMessage(),
                    e);
        }
    }

    @FunctionalInterface
    private interface Change {
        void on(RocksStore store) throws RocksDBException, IOException;
    }
}
