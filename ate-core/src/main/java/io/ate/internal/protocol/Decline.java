package io.ate.internal.protocol;

/**
 * Gives a request back without a reply; its caller is told so, and may ask again if it was not begun. Type 26: {@code
 * u16 channel ‖ u32 call ‖ flag begun}.
 *
 * @param call the number under which the server brought the request
 */
public record Decline(int channel, int call, boolean begun) implements ServiceRequest {}
