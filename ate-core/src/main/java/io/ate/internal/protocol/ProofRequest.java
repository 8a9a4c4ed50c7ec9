package io.ate.internal.protocol;

/**
 * Asks for a proof out of the chain's tree; answered by {@link ProofAnswer}. Type 6: {@code u16 channel ‖
 * u32 request ‖ u8 kind (1 consistency, 2 inclusion) ‖ u64 first ‖ u64 size}.
 *
 * @param first for consistency the size of the earlier tree, for inclusion the sequence of the event
 * @param size of the tree in which the proof ends; at least {@code first}
 */
public record ProofRequest(int channel, int request, ProofKind kind, long first, long size) implements ToServer {}
