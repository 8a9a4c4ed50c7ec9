package io.ate.internal.protocol;

/** The channel has all of the history up to a sequence; what follows is new. Type 35: {@code u16 channel ‖ u64}. */
public record Live(int channel, long sequence) implements ToClient {}
