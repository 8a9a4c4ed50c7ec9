package io.ate.internal.log;

import io.ate.StoreFailedException;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.rocksdb.RocksDBException;

/**
 * The row about the store itself: {@code "store" → u16 layout (1) ‖ u64 starts ‖ u32 checksum}. Stateless.
 */
final class StoreMeta {
    private static final byte[] KEY = "store".getBytes(StandardCharsets.US_ASCII);
    private static final int LAYOUT = 1;

    private StoreMeta() {}

    /**
     * Counts one more start, durably, and gives the count.
     *
     * @throws StoreFailedException if the store was made by a version that this one does not understand
     */
    static long countStart(RocksStore store) throws RocksDBException, IOException {
        byte[] value = store.get(Family.META, KEY);
        long starts = 1 + (value == null ? 0 : starts(store, value));
        store.put(Family.META, KEY, CheckedValue.of(KEY, new WireWriter().u16(LAYOUT).u64(starts)));
        return starts;
    }

    private static long starts(RocksStore store, byte[] value) {
        try {
            WireReader in = new WireReader(CheckedValue.content(KEY, value));
            int layout = in.u16();
            if (layout != LAYOUT) {
                throw new MalformedException("it has layout " + layout + ", this version reads " + LAYOUT);
            }
            long starts = in.u64();
            in.end();
            return starts;
        } catch (MalformedException e) {
            throw new StoreFailedException("the store in " + store.folder() + " cannot be opened: " + e.getMessage(),
                    e);
        }
    }
}
