package io.ate.internal.protocol;

/** Allows that many more bytes of events on a channel. Type 4: {@code u16 channel ‖ u32 bytes}. */
public record Credit(int channel, int bytes) implements ToServer {}
