package io.ate.internal.protocol;

import io.ate.Reason;
import io.ate.internal.wire.Slice;

/**
 * A request that is reserved for a later version, to be rejected as {@link Reason#UNSUPPORTED}. Its type is one of
 * {@link MessageType#RESERVED_TO_SERVER}: {@code u16 channel ‖ u32 request ‖ rest}.
 */
public record Unsupported(int type, int channel, int request, Slice rest) implements ToServer {}
