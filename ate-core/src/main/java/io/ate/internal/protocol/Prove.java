package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * Shows that the client holds a key, for one chain or, on channel 0, for the server; answered by
 * {@link Proved}. Type 2: {@code u16 channel ‖ u32 request ‖ u16 length ‖ keys ‖ u16 length ‖ signature}.
 *
 * @param keys the encoded public keys
 * @param signature by {@link KeyProof#PROVE}
 */
public record Prove(int channel, int request, Slice keys, Slice signature) implements ToServer {}
