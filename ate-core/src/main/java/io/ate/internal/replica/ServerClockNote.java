package io.ate.internal.replica;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * How far the server's clock was ahead, as noted in a replica's log, so that a program that is started without its
 * server writes times that the server will take.
 */
final class ServerClockNote {
    private static final String NAME = "clock";
    /** Less is not worth a write. */
    private static final long WORTH_MILLIS = 1_000;

    private ServerClockNote() {}

    /** What was noted last, 0 if nothing was. */
    static long read(RedoLog log, StoredChain chain) {
        Slice note = log.note(chain.number(), NAME);
        if (note == null) {
            return 0;
        }
        try {
            WireReader in = new WireReader(note);
            long offset = in.bits64();
            in.end();
            return offset;
        } catch (MalformedException e) {
            throw new StoreDamagedException(
                    "what is noted of the clock of the server of chain " + chain.name() + " is damaged", e);
        }
    }

    static boolean isWorthNoting(long noted, long offset) {
        return Math.abs(offset - noted) >= WORTH_MILLIS;
    }

    static LogEntry of(long chain, long offset) {
        return new LogEntry.Note(chain, NAME, new WireWriter(Long.BYTES).bits64(offset).toSlice());
    }
}
