package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * Brings a request to one who serves. Type 51: {@code u16 channel ‖ u32 listen ‖ u32 call ‖ u64 after ‖ u32 patience ‖
 * u32 window ‖ rest: signed ephemeral}.
 *
 * @param listen the request of the {@link Listen} that it comes by
 * @param call the server's number for it, to be repeated by each {@link Reply}
 * @param after the sequence that the caller had applied
 * @param patience milliseconds that the caller still waits
 * @param window how many bytes of replies may be sent before more are {@link Allowed}
 */
public record Called(int channel, int listen, int call, long after, int patience, int window, Slice said)
        implements
        ServiceNews {}
