package io.ate.internal.protocol;

/** Asks how far the chain has got; answered by {@link Synced}. Type 21: {@code u16 channel ‖ u32 request}. */
public record Sync(int channel, int request) implements ToServer {}
