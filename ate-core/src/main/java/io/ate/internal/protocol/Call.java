package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * Asks a service. Answered by {@link Replied}, as many as it takes, or {@link Rejected}. Type 17: {@code u16 channel ‖
 * u32 request ‖ u64 after ‖ u32 patience ‖ u32 window ‖ rest: signed ephemeral}.
 *
 * @param after the sequence that the caller had applied; who serves is given it when his cursor has passed that
 * @param patience milliseconds that the caller waits, from now or from the last sign of life of a reply
 * @param window how many bytes of replies may come before the caller allows more
 * @param said the request, an encoded {@link io.ate.internal.event.SignedEphemeral}
 */
public record Call(int channel, int request, long after, int patience, int window, Slice said)
        implements
        ServiceRequest {}
