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
    private RestoredStore() {}

    /**
     * What begins with a restoration. Immutable.
     *
     * <p>
     * Both are taken from the clock, so that two restorations have nothing in common also where neither knows of the
     * other one, and the later one is known by its epoch. Where the clock is behind what is known, they count on from
     * that.
     *
     * @param epoch of the store
     * @param starts its count of starts
     */
    public record Beginning(long epoch, long starts) {
        /** The beginning of 2026 in seconds since 1970: a clock that shows less is not to be believed. */
        private static final long FIRST = 1_767_225_600;
        /** Where no clock helps, so many starts are of one epoch. */
        private static final int STARTS_BITS = 20;

        /**
         * What follows on all that is known of the store.
         *
         * @param epoch the highest
         * @param starts the highest
         * @param time in milliseconds since 1970
         */
        public static Beginning after(long epoch, long starts, long time) {
            long seconds = time / 1_000;
            long next = Math.max(epoch + 1, seconds < FIRST ? 0 : seconds);
            // A store is not started more often than once a second; and the count is the upper half of chains' numbers.
            long counted = next < FIRST ? next << STARTS_BITS : next - FIRST;
            return new Beginning(next, Math.max(starts + 1, counted));
        }
    }

    /**
     * Begins the epoch in the store whose files are in that folder, and nothing else: what they are now is noted as
     * what belongs to it. Returns when that is durable.
     */
    public static void begin(Path folder, Beginning beginning) {
        opened(folder, store -> StoreMeta.restored(store, beginning.epoch(), beginning.starts()));
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
