package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * Asks to admit a commit; answered by {@link Committed}. Type 5: {@code u16 channel ‖ u32 request ‖
 * commit}, to the end of the message.
 *
 * @param commit as its writer encoded it
 */
public record CommitMessage(int channel, int request, Slice commit) implements ToServer {}
