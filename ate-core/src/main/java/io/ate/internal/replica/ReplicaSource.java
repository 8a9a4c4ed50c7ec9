package io.ate.internal.replica;

import io.ate.StoreDamagedException;
import io.ate.internal.event.Bounds;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * Where what a replica has comes from, as it is noted in its log: who opens it without the server is not shown what is
 * from another one than he means, nor the beginning of a history that never came to its end. Immutable.
 *
 * @param fingerprint of the server that was followed last; empty if none was
 * @param whole whether all has come that this server had when it was followed
 * @param leftAbove payloads of so many bytes and less were never left at a server: what is here without one was
 * superseded
 */
record ReplicaSource(String fingerprint, boolean whole, int leftAbove) {

    private static final String NAME = "source";
    private static final ReplicaSource NONE = new ReplicaSource("", false, Bounds.PAYLOAD);

    /** What was noted last. */
    static ReplicaSource read(RedoLog log, StoredChain chain) {
        Slice note = log.note(chain.number(), NAME);
        if (note == null) {
            return NONE;
        }
        try {
            WireReader in = new WireReader(note);
            ReplicaSource source = new ReplicaSource(in.name(), in.u8() == 1, in.u32(Bounds.PAYLOAD));
            in.end();
            return source;
        } catch (MalformedException e) {
            throw new StoreDamagedException("what is noted of the server of chain " + chain.name() + " is damaged", e);
        }
    }

    LogEntry note(long chain) {
        return new LogEntry.Note(chain, NAME,
                new WireWriter(70).name(fingerprint).u8(whole ? 1 : 0).u32(leftAbove).toSlice());
    }

    /** The same once something has come from that server, perhaps to its end, which was to leave longer payloads. */
    ReplicaSource after(String server, boolean end, int leavesAbove) {
        boolean wholeNow = end || (whole && fingerprint.equals(server));
        return new ReplicaSource(server, wholeNow, Math.min(leftAbove, leavesAbove));
    }
}
