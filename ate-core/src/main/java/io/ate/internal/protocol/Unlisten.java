package io.ate.internal.protocol;

/**
 * Takes no more requests; those that came are still answered. Type 22: {@code u16 channel ‖ u32 request}.
 *
 * @param request of the {@link Listen} that ends
 */
public record Unlisten(int channel, int request) implements ServiceRequest {}
