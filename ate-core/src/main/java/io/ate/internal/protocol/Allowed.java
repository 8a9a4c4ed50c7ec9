package io.ate.internal.protocol;

/** The caller takes so many more bytes of replies. Type 55: {@code u16 channel ‖ u32 call ‖ u32 bytes}. */
public record Allowed(int channel, int call, int bytes) implements ServiceNews {}
