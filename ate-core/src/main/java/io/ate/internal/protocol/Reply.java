package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * Replies to a request, or sends a part of a reply. Type 23: {@code u16 channel ‖ u32 call ‖ u64 after ‖ rest: signed
 * ephemeral}. Nothing answers it; a call that is gone is passed over.
 *
 * @param call the number under which the server brought the request
 * @param after the sequence that the replier had applied
 */
public record Reply(int channel, int call, long after, Slice said) implements ServiceRequest {}
