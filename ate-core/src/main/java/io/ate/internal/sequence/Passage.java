package io.ate.internal.sequence;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.OptionalLong;

/**
 * Says in a replica's log that the chain is on its way through a part of its history in which compaction has been: what
 * is there from a sequence on makes no state that ever was, until the clean point is reached. A note:
 * {@code u64}, one more than that sequence, or 0 where that is not so. Stateless.
 */
public final class Passage {
    private static final String NAME = "passage";
    private static final long NONE = -1;

    private Passage() {}

    /** It begins behind that sequence, which may be 0. */
    public static LogEntry begins(long chain, long sequence) {
        return note(chain, sequence);
    }

    /** It has ended. */
    public static LogEntry ends(long chain) {
        return note(chain, NONE);
    }

    private static LogEntry note(long chain, long sequence) {
        return new LogEntry.Note(chain, NAME, new WireWriter(Long.BYTES).u64(sequence + 1).toSlice());
    }

    /** The sequence behind which it begins, if the chain is on its way. */
    static OptionalLong read(RedoLog log, StoredChain chain) {
        Slice note = log.note(chain.number(), NAME);
        if (note == null) {
            return OptionalLong.empty();
        }
        try {
            WireReader in = new WireReader(note);
            long noted = in.u64();
            in.end();
            return noted == 0 ? OptionalLong.empty() : OptionalLong.of(noted - 1);
        } catch (MalformedException e) {
            throw new StoreDamagedException("what is noted of where chain " + chain.name() + " is whole is damaged", e);
        }
    }
}
