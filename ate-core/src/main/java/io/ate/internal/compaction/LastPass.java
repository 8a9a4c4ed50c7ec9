package io.ate.internal.compaction;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Optional;

/**
 * What the last pass over a chain that came to its end did, as it is noted in the log: {@code u64 time ‖ u64 before ‖
 * u64 after ‖ u64 left}. Immutable.
 *
 * @param time when it ended, in milliseconds since 1970
 * @param before about how many bytes the chain took when it began
 * @param after and when it ended
 * @param left bytes of that which it would have removed, had they not come so lately
 */
public record LastPass(long time, long before, long after, long left) {

    private static final String NAME = "compacted";

    /**
     * The last one over that chain.
     *
     * @throws StoreDamagedException if what is noted of it is damaged
     */
    public static Optional<LastPass> read(RedoLog log, long chain) {
        Slice note = log.note(chain, NAME);
        if (note == null) {
            return Optional.empty();
        }
        try {
            WireReader in = new WireReader(note);
            LastPass last = new LastPass(in.u64(), in.u64(), in.u64(), in.u64());
            in.end();
            return Optional.of(last);
        } catch (MalformedException e) {
            throw new StoreDamagedException("what is noted of the compaction of chain " + chain + " is damaged", e);
        }
    }

    LogEntry note(StoredChain chain) {
        return new LogEntry.Note(chain.number(), NAME,
                new WireWriter(4 * Long.BYTES).u64(time).u64(before).u64(after).u64(left).toSlice());
    }

    /** What the chain would take, had all been removed that may be. */
    long compacted() {
        return Math.max(0, after - left);
    }
}
