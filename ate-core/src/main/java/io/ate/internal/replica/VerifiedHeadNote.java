package io.ate.internal.replica;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** How a replica notes in its log which head it verified last: {@code u64 size ‖ root}. Stateless. */
public final class VerifiedHeadNote {
    private static final String NAME = "verified-head";

    private VerifiedHeadNote() {}

    public static LogEntry of(long chain, RootAt head) {
        return new LogEntry.Note(chain, NAME, new WireWriter(40).u64(head.size()).hash(head.root()).toSlice());
    }

    /** What was noted last; the tree without leaves if nothing was. */
    public static RootAt read(RedoLog log, StoredChain chain) {
        Slice note = log.note(chain.number(), NAME);
        if (note == null) {
            return RootAt.EMPTY;
        }
        try {
            WireReader in = new WireReader(note);
            RootAt head = new RootAt(in.u64(), in.hash());
            in.end();
            return head;
        } catch (MalformedException e) {
            throw new StoreDamagedException("the head noted for chain " + chain.name() + " is damaged", e);
        }
    }
}
