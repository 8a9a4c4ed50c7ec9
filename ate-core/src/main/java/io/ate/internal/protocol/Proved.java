package io.ate.internal.protocol;

import io.ate.KeyId;

/** Answers {@link Prove}. Type 33: {@code u16 channel ‖ u32 request ‖ key id (16)}. */
public record Proved(int channel, int request, KeyId key) implements ToClient {}
