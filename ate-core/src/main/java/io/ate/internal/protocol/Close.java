package io.ate.internal.protocol;

import io.ate.Reason;

/**
 * Ends a channel or, on channel 0, the connection. Type 10: {@code u16 channel ‖ u16 reason}.
 *
 * @param code of a {@link Reason}, as {@link #reason()} gives it
 */
public record Close(int channel, int code) implements ToServer {
    public Close(int channel, Reason reason) {
        this(channel, reason.code());
    }

    /** Why, or {@link Reason#UNKNOWN} where this version does not know the code. */
    public Reason reason() {
        return Reason.ofCode(code);
    }
}
