package io.ate.internal.protocol;

/** Asks which chains the proven keys may open; answered by {@link ChainList}. Type 8: {@code u32 request}. */
public record ListChains(int request) implements ToServer {}
