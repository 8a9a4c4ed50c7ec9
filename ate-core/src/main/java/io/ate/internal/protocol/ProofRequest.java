package io.ate.internal.protocol;

/**
 * Asks for a proof out of the chain's tree; answered by {@link ProofAnswer}. Type 6: {@code u16 channel ‖
 * u32 request ‖ u8 kind (1 consistency, 2 inclusion) ‖ u64 first ‖ u64 size}.
 *
 * @param first for consistency the size of the earlier tree, for inclusion the index of the leaf (the sequence − 1)
 * @param size of the tree that the proof is about
 */
public record ProofRequest(int channel, int request, ProofKind kind, long first, long size) implements ToServer {}
