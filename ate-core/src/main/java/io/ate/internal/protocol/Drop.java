package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.internal.wire.Slice;

/**
 * Destroys a chain, on behalf of one of its owners; answered by {@link Dropped}. Type 7: {@code u32 request ‖ chain id
 * (32) ‖ key id (16) ‖ u16 length ‖ signature}.
 *
 * @param signature by {@link KeyProof#DROP}
 */
public record Drop(int request, ChainId chain, KeyId key, Slice signature) implements ToServer {}
