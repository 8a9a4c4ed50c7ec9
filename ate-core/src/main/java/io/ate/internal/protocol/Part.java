package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/**
 * A piece of a message that is longer than {@link Message#WHOLE}. All pieces but the last are {@link #BYTES} long; one
 * such message at a time is under way in a direction, and whole messages may stand between its parts. Type 64.
 *
 * <p>
 * Body: {@code u8 last ‖ bytes}.
 *
 * @param last whether the message is complete with this
 * @param bytes 1 to {@link #BYTES} of them
 */
public record Part(boolean last, Slice bytes) implements ToServer, ToClient {
    /** How long every piece but the last is, so that its part is as long as a whole message may be. */
    public static final int BYTES = WHOLE - 2;
}
