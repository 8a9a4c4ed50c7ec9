package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.wire.MalformedException;
import org.rocksdb.RocksDBException;

/**
 * Finds the highest sequence of a chain: the one of its last event or gap, or, where that cannot be read, the highest
 * that
 * a
 * writer's last commit took. A sequence that was acknowledged must not be given again just because its event is lost.
 * Thread-safe.
 */
final class ChainEnds {
    private final RocksStore store;
    private final WriterTable writers;

    ChainEnds(RocksStore store, WriterTable writers) {
        this.store = store;
        this.writers = writers;
    }

    long find(ChainEntry chain) {
        try (RocksCursor cursor = store.cursor(Family.EVENTS, chain.keys().behind(), false)) {
            return store.use(() -> last(cursor, chain));
        } catch (StoreDamagedException _) {
            // What is lost is reported to whoever reads it; here only its place counts.
            return writers.last(chain);
        }
    }

    private long last(RocksCursor cursor, ChainEntry chain) throws RocksDBException {
        cursor.seekForPrev(chain.keys().behind());
        cursor.demandReadable();
        if (!cursor.hasRow() || !chain.keys().owns(cursor.key())) {
            return 0;
        }
        byte[] key = cursor.key();
        long sequence = ChainKeys.sequence(key);
        try {
            return EventRow.decode(sequence, key, cursor.value()).last();
        } catch (MalformedException _) { // it may have been a gap, of which nobody knows where it ended
            return Math.max(sequence, writers.last(chain));
        }
    }
}
