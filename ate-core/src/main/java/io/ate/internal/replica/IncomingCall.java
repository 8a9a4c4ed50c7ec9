package io.ate.internal.replica;

import io.ate.internal.wire.Slice;

/**
 * A request that came for one who serves here. Immutable; the way back, which outlives the request's bytes, is a thing
 * of its own.
 *
 * @param said the request, which nobody has looked at yet
 * @param after the sequence that its caller had applied, as he says
 * @param patience milliseconds that somebody waits, as the server says
 */
public record IncomingCall(Slice said, long after, int patience, CallersEnd caller) {}
