package io.ate.internal.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back to the disk what rows took that are of no more use. One chain after the other, since each needs room for a
 * copy: who comes while another one is at it leaves his chain to that one. Thread-safe.
 *
 * <p>
 * Tables are written anew where they hold rows of the chain, and some of its neighbours' with them: so a chain that is
 * a small part of its tables is left to RocksDB, which comes to it as it compacts by itself. Payloads of all chains
 * stand mixed in blob files, and such a file goes when all that is left of it was copied. So they are collected for all
 * chains at once, and when they are worth it: at most three bytes are copied for one that is given back.
 */
final class Reclaim {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);
    /** Of less than this part of what has to be written anew nothing is. */
    private static final int LEAST_PART = 4;
    /** With room for a smaller part of the payloads they are not collected: it would be over and over. */
    private static final double LEAST_COPIED = 0.05;

    private final RocksStore store;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<ChainKeys, SpaceReserve> waiting = new ConcurrentHashMap<>();

    Reclaim(RocksStore store) {
        this.store = store;
    }

    /** Does the chain's turn, and that of whoever comes meanwhile; or leaves it to the one who is at it. */
    void run(ChainKeys chain, SpaceReserve reserve) {
        waiting.put(chain, reserve);
        while (!waiting.isEmpty() && turn.tryLock()) {
            try {
                waiting.keySet().stream().findAny().ifPresent(next -> {
                    SpaceReserve room = waiting.remove(next);
                    if (room != null) {
                        runNow(next, room);
                    }
                });
            } finally {
                turn.unlock();
            }
        }
    }

    private void runNow(ChainKeys chain, SpaceReserve reserve) {
        try {
            if (reserve.room() > 0) { // what was written and removed since the last flush is in the write-ahead log alone
                store.compact(Family.EVENTS, RocksDatabase::flush);
            }
            rewriteEvents(chain, reserve);
            // These rows are short and say where in a blob file a payload is: it is known then how much of those is
            // of no more use.
            store.compact(Family.PAYLOADS, open -> open.compactRange(Family.PAYLOADS, chain));
            collectPayloads(reserve);
        } catch (RocksDBException e) {
            store.couldNotCompact(e);
        }
    }

    private void rewriteEvents(ChainKeys chain, SpaceReserve reserve) throws RocksDBException {
        store.compact(Family.EVENTS, open -> {
            long rewritten = open.bytesOfTables(Family.EVENTS, chain);
            if (rewritten > reserve.room()) {
                LOG.warn("The store in {} has no room to write {} bytes anew, so old values in them stay for now",
                        store.folder(), rewritten);
            } else if (open.bytesInTables(Family.EVENTS, chain) >= rewritten / LEAST_PART) {
                open.compactRange(Family.EVENTS, chain);
            }
        });
    }

    private void collectPayloads(SpaceReserve reserve) throws RocksDBException {
        store.compact(Family.PAYLOADS, open -> {
            long all = open.property(Family.PAYLOADS, "rocksdb.live-blob-file-size");
            long garbage = open.property(Family.PAYLOADS, "rocksdb.live-blob-file-garbage-size");
            if (garbage == 0 || garbage < all / LEAST_PART) {
                return;
            }
            double part = Math.min(1, (double) reserve.room() / all);
            if (part < LEAST_COPIED) {
                LOG.warn(
                        "The store in {} has no room to copy what of {} bytes of payloads is still of use, so {} bytes "
                                + "that are not stay for now",
                        store.folder(), all, garbage);
            } else {
                open.collectPayloads(part);
            }
        });
    }
}
