package io.ate.internal.log;

import io.ate.StoreFailedException;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The rows about the store itself: {@code "store" → u16 layout (1) ‖ u64 starts ‖ u32 checksum} and, once it was
 * restored, {@code "epoch" → u64 epoch ‖ u32 checksum}. Stateless.
 */
final class StoreMeta {
    static final byte[] KEY = "store".getBytes(StandardCharsets.US_ASCII);
    static final byte[] EPOCH = "epoch".getBytes(StandardCharsets.US_ASCII);
    private static final int LAYOUT = 1;

    private StoreMeta() {}

    /**
     * Counts one more start, durably, and gives the count.
     *
     * @throws StoreFailedException if the store was made by a version that this one does not understand
     */
    static long countStart(RocksStore store) throws RocksDBException, IOException {
        long starts = 1 + starts(store.folder(), Optional.ofNullable(store.get(Family.META, KEY)));
        store.put(Family.META, KEY, encoded(starts));
        return starts;
    }

    /** How often the store was started, as its row says; 0 without one. */
    static long starts(Path folder, Optional<byte[]> row) {
        if (row.isEmpty()) {
            return 0;
        }
        try {
            WireReader in = new WireReader(CheckedValue.content(KEY, row.get()));
            int layout = in.u16();
            if (layout != LAYOUT) {
                throw new MalformedException("it has layout " + layout + ", this version reads " + LAYOUT);
            }
            long starts = in.u64();
            in.end();
            return starts;
        } catch (MalformedException e) {
            throw unopened(folder, e);
        }
    }

    /** The store's epoch. */
    static long epoch(RocksStore store) {
        return epoch(store.folder(), Optional.ofNullable(store.get(Family.META, EPOCH)));
    }

    /** The store's epoch, as its row says; 1 without one. */
    static long epoch(Path folder, Optional<byte[]> row) {
        if (row.isEmpty()) {
            return 1;
        }
        try {
            WireReader in = new WireReader(CheckedValue.content(EPOCH, row.get()));
            long epoch = in.u64();
            in.end();
            return epoch;
        } catch (MalformedException e) {
            throw unopened(folder, e);
        }
    }

    /** Notes, durably and as one, that the store was restored into that epoch, and so many starts for the count. */
    static void restored(RocksStore store, long epoch, long starts) throws RocksDBException, IOException {
        try (WriteBatch rows = new WriteBatch()) {
            rows.put(store.family(Family.META), KEY, encoded(starts));
            rows.put(store.family(Family.META), EPOCH,
                    CheckedValue.of(EPOCH, new WireWriter(Long.BYTES + CheckedValue.CHECKSUM).u64(epoch)));
            store.write(rows);
        }
    }

    private static byte[] encoded(long starts) {
        return CheckedValue.of(KEY, new WireWriter().u16(LAYOUT).u64(starts));
    }

    private static StoreFailedException unopened(Path folder, MalformedException why) {
        return new StoreFailedException("the store in " + folder + " cannot be opened: " + why.getMessage(), why);
    }
}
