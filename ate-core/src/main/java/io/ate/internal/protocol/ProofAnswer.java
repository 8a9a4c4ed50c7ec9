package io.ate.internal.protocol;

import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.wire.Hash;
import java.util.List;

/**
 * Answers {@link ProofRequest} by the hashes of the proof that it asked for. Type 38: {@code u16 channel ‖
 * u32 request ‖ u8 count ‖ hash*}.
 */
public record ProofAnswer(int channel, int request, List<Hash> path) implements ToClient {
    public ProofAnswer {
        path = List.copyOf(path);
    }

    /** The proof, where consistency was asked for. */
    public ConsistencyProof consistency() {
        return new ConsistencyProof(path);
    }

    /** The proof, where inclusion was asked for. */
    public InclusionProof inclusion() {
        return new InclusionProof(path);
    }
}
