package io.ate.internal.protocol;

import io.ate.Reason;

/**
 * The server ends a channel or, on channel 0, the connection. Type 40: {@code u16 channel ‖ u16 code ‖ u16 length ‖
 * text}.
 *
 * @param code of a {@link Reason}, as {@link #reason()} gives it
 */
public record Closed(int channel, int code, String text) implements ToClient {
    public Closed {
        text = Text.cut(text);
    }

    public Closed(int channel, Reason reason, String text) {
        this(channel, reason.code(), text);
    }

    /** Why, or {@link Reason#UNKNOWN} where this version does not know the code. */
    public Reason reason() {
        return Reason.ofCode(code);
    }
}
