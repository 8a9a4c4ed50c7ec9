package io.ate.internal.log;

import io.ate.StoreFailedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sizes of a chain's tree of which the server has signed a head for somebody: these stay provable, whatever
 * compaction removes. A row each in the log, {@code u64 time} under the size; until that is durable it is known here.
 * Thread-safe.
 */
public final class SignedHeads {
    private static final Logger LOG = LoggerFactory.getLogger(SignedHeads.class);

    private final RedoLog log;
    private final StoredChain chain;
    private final NavigableSet<Long> underWay = new ConcurrentSkipListSet<>();

    public SignedHeads(RedoLog log, StoredChain chain) {
        this.log = log;
        this.chain = chain;
    }

    /**
     * A head of that size has been signed.
     *
     * @param time in milliseconds since 1970
     */
    public void signed(long size, long time) {
        if (size == 0 || !underWay.add(size) || !log.mayAppend()) {
            return; // where there is no room it is known as long as the chain is open
        }
        Slice content = new WireWriter(Long.BYTES).u64(time).toSlice();
        try {
            log.append(chain.shard(), 0, LogBatch.of(new LogEntry.Keep(chain.number(), size, content)),
                    new Noted(size));
        } catch (IllegalArgumentException | IllegalStateException e) { // dropped, or closed, in this moment
            LOG.debug("that a head of chain {} was signed is not noted", chain.name(), e);
        }
    }

    private final class Noted implements RedoLog.Completion {
        private final long size;

        private Noted(long size) {
            this.size = size;
        }

        @Override
        public void durable() {
            underWay.remove(size);
        }

        @Override
        public void failed(StoreFailedException cause) {
            LOG.debug("that a head of chain {} was signed is not noted", chain.name(), cause);
        }
    }

    /** All of them, but for those of which the log has lost that. */
    public NavigableSet<Long> sizes() {
        NavigableSet<Long> sizes = new TreeSet<>(underWay);
        log.kept(chain.number(), row -> {
            if (row instanceof KeptRow.Kept(long size, Slice _)) {
                sizes.add(size);
            }
        });
        return sizes;
    }
}
