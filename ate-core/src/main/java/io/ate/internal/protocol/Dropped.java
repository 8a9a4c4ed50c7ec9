package io.ate.internal.protocol;

/** Answers {@link Drop}: the chain is gone. Type 43: {@code u32 request}. */
public record Dropped(int request) implements ToClient {}
