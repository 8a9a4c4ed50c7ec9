package io.ate.internal.protocol;

/**
 * Answers {@link CommitMessage}: the commit is durable. Type 36: {@code u16 channel ‖ u32 request ‖ u64 number ‖
 * u64 first}.
 *
 * @param number of the commit, as its writer counts
 * @param first sequence of its first event
 */
public record Committed(int channel, int request, long number, long first) implements ToClient {}
