package io.ate.internal.compaction;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sequence up to which superseded values may be gone from a chain's log, noted there as {@code u64}. Whoever reads
 * from a sequence below it sees the chain whole only when he has come to it. Thread-safe; only rises.
 */
public final class CleanPoint {
    private static final Logger LOG = LoggerFactory.getLogger(CleanPoint.class);
    private static final String NAME = "clean-point";

    private final StoredChain chain;
    private final AtomicLong sequence;

    private CleanPoint(StoredChain chain, long sequence) {
        this.chain = chain;
        this.sequence = new AtomicLong(sequence);
    }

    /** As it was noted last in that log; 0 if it never was, and the chain's end if that cannot be read any more. */
    public static CleanPoint of(RedoLog log, StoredChain chain) {
        try {
            Slice note = log.note(chain.number(), NAME);
            return new CleanPoint(chain, note == null ? 0 : read(note));
        } catch (MalformedException | StoreDamagedException e) {
            LOG.error("the clean point noted for chain {} is damaged: who follows it will see it from its end on",
                    chain.name(), e);
            return new CleanPoint(chain, log.end(chain.number()));
        }
    }

    private static long read(Slice note) throws MalformedException {
        WireReader in = new WireReader(note);
        long noted = in.u64();
        in.end();
        return noted;
    }

    public long sequence() {
        return sequence.get();
    }

    /** Raises it, ahead of the removal that it is for, or that is heard of; it never falls. */
    public void raise(long to) {
        sequence.accumulateAndGet(to, Math::max);
    }

    /** It as it is now: what belongs into the batch of that removal. */
    public LogEntry note() {
        return new LogEntry.Note(chain.number(), NAME, new WireWriter(Long.BYTES).u64(sequence.get()).toSlice());
    }
}
