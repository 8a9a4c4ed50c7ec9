package io.ate.internal.protocol;

/**
 * Of the events that were asked for, the first has no value any more, since it was superseded and compaction has
 * removed it; nothing is said of the others, which have to be asked for again. Type 58: {@code u16 channel ‖
 * u32 request ‖ u64 clean point}.
 *
 * @param cleanPoint up to where such values may be gone: what superseded this one is no later
 */
public record Compacted(int channel, int request, long cleanPoint) implements ToClient {}
