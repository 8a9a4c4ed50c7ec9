package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** A signature on a commit by the key at {@code index} of those that the commit acts under. Immutable. */
public record CommitSignature(int index, Slice bytes) {

    static void writeAll(WireWriter out, List<CommitSignature> signatures) {
        out.u8(signatures.size());
        for (CommitSignature each : signatures) {
            out.u8(each.index).slice16(each.bytes);
        }
    }

    /** Reads signatures of a commit of {@code keys} keys, in the order of their keys. */
    static List<CommitSignature> readAll(WireReader in, int keys) throws MalformedException {
        int count = in.u8();
        List<CommitSignature> signatures = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < count; i++) {
            int index = in.u8();
            if (index <= last || index >= keys) {
                throw new MalformedException("signatures stand in the order of the commit's keys");
            }
            last = index;
            Slice bytes = in.slice16();
            if (bytes.length() > Bounds.SIGNATURE) {
                throw new MalformedException("a signature exceeds " + Bounds.SIGNATURE + " bytes");
            }
            signatures.add(new CommitSignature(index, bytes));
        }
        return List.copyOf(signatures);
    }
}
