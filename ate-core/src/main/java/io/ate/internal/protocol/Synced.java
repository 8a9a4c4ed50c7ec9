package io.ate.internal.protocol;

/**
 * Answers {@link Sync}. Type 52: {@code u16 channel ‖ u32 request ‖ u64 sequence}.
 *
 * @param sequence the last one that was durable when the request came; that of every commit answered before is no later
 */
public record Synced(int channel, int request, long sequence) implements ToClient {}
