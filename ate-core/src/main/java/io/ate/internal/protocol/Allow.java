package io.ate.internal.protocol;

/** Allows more bytes of replies to a {@link Call}. Type 24: {@code u16 channel ‖ u32 request ‖ u32 bytes}. */
public record Allow(int channel, int request, int bytes) implements ServiceRequest {}
