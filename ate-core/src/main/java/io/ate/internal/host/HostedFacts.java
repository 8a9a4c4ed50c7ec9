package io.ate.internal.host;

import io.ate.ChainId;

/**
 * How a chain that is in memory is doing. Immutable.
 *
 * @param subscribers that are to be sent what comes
 * @param commits made durable since it was opened
 * @param bytes of the events in them
 * @param tailBytes about how much memory its recent commits take
 * @param locksHeld that somebody has
 * @param locksAwaited wishes for locks that wait
 */
public record HostedFacts(ChainId id, int subscribers, long commits, long bytes, long tailBytes, int locksHeld,
        int locksAwaited) {}
