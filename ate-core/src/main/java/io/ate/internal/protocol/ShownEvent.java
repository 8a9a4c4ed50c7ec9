package io.ate.internal.protocol;

import io.ate.internal.event.Bounds;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * One event, with the proof that it stands in the chain. Layout: {@code u64 sequence ‖ flag whole ‖ u32 length ‖ event
 * ‖ proof ‖ flag [‖ u32 length ‖ commit record ‖ proof]}. Immutable.
 *
 * @param whole whether the payload is here
 * @param proof that it is leaf {@code sequence − 1} of the tree at the head
 * @param commit by whose signatures it stands there; null where none are needed
 */
public record ShownEvent(long sequence, boolean whole, Slice event, InclusionProof proof, @Nullable Signed commit) {

    /**
     * The signed commit that an event is part of.
     *
     * @param record of the commit
     * @param proof that the event is one of the tree whose root the commit states
     */
    public record Signed(Slice record, InclusionProof proof) {}

    void write(WireWriter out) {
        out.u64(sequence).flag(whole).slice32(event);
        proof.write(out);
        out.flag(commit != null);
        if (commit != null) {
            out.slice32(commit.record);
            commit.proof.write(out);
        }
    }

    static ShownEvent read(WireReader in) throws MalformedException {
        long sequence = Fields.positive(in);
        boolean whole = in.flag();
        Slice event = in.slice32(Bounds.ENCODED_COMMIT);
        InclusionProof proof = InclusionProof.read(in);
        @Nullable
        Signed commit = in.flag() ? new Signed(in.slice32(Bounds.ENCODED_COMMIT), InclusionProof.read(in)) : null;
        return new ShownEvent(sequence, whole, event, proof, commit);
    }
}
