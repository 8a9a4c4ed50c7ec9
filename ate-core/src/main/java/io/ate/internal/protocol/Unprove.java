package io.ate.internal.protocol;

import io.ate.KeyId;

/** Ends what {@link Prove} began. Type 3: {@code u16 channel ‖ key id (16)}. */
public record Unprove(int channel, KeyId key) implements ToServer {}
