package io.ate.internal.protocol;

import io.ate.PrimaryKey;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the lock on an object, or to keep the one that is held; answered by {@link LockResult}, which may take as
 * long as the client waits. Type 19: {@code u16 channel ‖ u32 request ‖ writer (32) ‖ object key (16) ‖ u32 lease ‖ u32
 * patience ‖ flag [‖ u64 start ‖ u64 counter]}.
 *
 * @param holder a writer whose key is proven on this channel
 * @param lease wished for, in milliseconds; the server may give another
 * @param patience how long to wait while somebody else has it, in milliseconds; 0 is answered at once
 * @param kept the lock to be kept, or null to be given one
 */
public record LockRequest(int channel, int request, WriterId holder, PrimaryKey object, int lease, int patience,
        @Nullable Fence kept) implements ToServer {}
