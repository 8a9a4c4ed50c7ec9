package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * Brings a reply, or a part of one, to the caller. Type 54: {@code u16 channel ‖ u32 request ‖ u64 after ‖ rest: signed
 * ephemeral}.
 *
 * @param request of the {@link Call}
 * @param after the sequence that the replier had applied
 */
public record Replied(int channel, int request, long after, Slice said) implements ServiceNews {}
