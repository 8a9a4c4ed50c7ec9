package io.ate.internal.log;

import io.ate.StoreDamagedException;
import org.rocksdb.RocksDBException;

/**
 * Finds the highest sequence of a chain: the one of its last event, or, where that cannot be read, the highest that a
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
            return store.use(() -> lastEvent(cursor, chain.keys()));
        } catch (StoreDamagedException _) {
            // What is lost is reported to whoever reads it; here only its place counts.
            return writers.last(chain);
        }
    }

    private static long lastEvent(RocksCursor cursor, ChainKeys keys) throws RocksDBException {
        cursor.seekForPrev(keys.behind());
        cursor.demandReadable();
        return cursor.hasRow() && keys.owns(cursor.key()) ? ChainKeys.sequence(cursor.key()) : 0;
    }
}
