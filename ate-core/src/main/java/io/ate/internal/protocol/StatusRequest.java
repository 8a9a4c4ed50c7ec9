package io.ate.internal.protocol;

/** Asks how the server is doing; answered by {@link ServerStatus}. Type 9: {@code u32 request}. */
public record StatusRequest(int request) implements ToServer {}
