package io.ate.internal.protocol;

/** Nobody waits for replies any more. Type 56: {@code u16 channel ‖ u32 call}. */
public record Abandoned(int channel, int call) implements ServiceNews {}
