package io.ate.internal.protocol;

/** Answers {@link Listen}: from now on requests may come. Type 53: {@code u16 channel ‖ u32 request}. */
public record Listening(int channel, int request) implements ServiceNews {}
