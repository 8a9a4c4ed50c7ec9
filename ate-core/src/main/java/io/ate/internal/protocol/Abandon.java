package io.ate.internal.protocol;

/** Waits no longer for replies to a {@link Call}. Type 25: {@code u16 channel ‖ u32 request}. */
public record Abandon(int channel, int request) implements ServiceRequest {}
