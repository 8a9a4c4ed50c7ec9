package io.ate.internal.host;

import io.ate.StoreFailedException;
import io.ate.internal.compaction.Provable;
import io.ate.internal.log.KeptRow;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
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
final class SignedHeads implements Provable {
    private static final Logger LOG = LoggerFactory.getLogger(SignedHeads.class);

    private final RedoLog log;
    private final StoredChain chain;
    private final NavigableSet<Long> underWay = new ConcurrentSkipListSet<>();

    SignedHeads(RedoLog log, StoredChain chain) {
        this.log = log;
        this.chain = chain;
    }

    /**
     * A head of that size has been signed.
     *
     * @param time in milliseconds since 1970
     */
    void signed(long size, long time) {
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

    /** What the log has lost of them is not among them. */
    @Override
    public NavigableSet<Long> within(long start, long end) {
        NavigableSet<Long> sizes = new TreeSet<>(underWay.subSet(start, false, end, false));
        if (start + 1 < end) {
            log.kept(chain.number(), start, end - 1, row -> {
                if (row instanceof KeptRow.Kept(long size, Slice _)) {
                    sizes.add(size);
                }
            });
        }
        return sizes;
    }

    @Override
    public List<LogEntry> forget(long after, long to) {
        List<LogEntry> entries = new ArrayList<>();
        within(after, to + 1).forEach(each -> entries.add(new LogEntry.Unkeep(chain.number(), each)));
        return entries;
    }
}
