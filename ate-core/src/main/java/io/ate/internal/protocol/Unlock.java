package io.ate.internal.protocol;

import io.ate.PrimaryKey;
import io.ate.internal.event.WriterId;

/**
 * Gives back the lock that a writer has on an object, or its place in the line; answered by {@link LockResult}. Type
 * 20: {@code u16 channel ‖ u32 request ‖ writer (32) ‖ object key (16)}.
 *
 * @param holder a writer whose key is proven on this channel
 */
public record Unlock(int channel, int request, WriterId holder, PrimaryKey object) implements ToServer {}
