package io.ate.internal.protocol;

import io.ate.KeyId;

/**
 * Answers {@link Prove}. Type 33: {@code u16 channel ‖ u32 request ‖ key id (16) ‖ flag admitted}.
 *
 * @param admitted whether what has been proven on this channel is enough to be sent the chain's history
 */
public record Proved(int channel, int request, KeyId key, boolean admitted) implements ToClient {}
