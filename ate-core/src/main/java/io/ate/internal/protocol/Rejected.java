package io.ate.internal.protocol;

import io.ate.PrimaryKey;
import io.ate.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Answers any request that has no result. Type 37: {@code u16 channel ‖ u32 request ‖ u16 code ‖ flag [‖
 * object key 16] ‖ u16 length ‖ text ‖ flag retryable}.
 *
 * @param channel of the request, 0 where it had none
 * @param code of a {@link Reason}, as {@link #reason()} gives it
 * @param object on which the request failed, or null if it was none in particular; the chain itself is key zero
 * @param text for people: what happened, to which thing, what to do
 * @param retryable whether the same wish, built anew or sent again later, may succeed without anybody's doing
 */
public record Rejected(int channel, int request, int code, @Nullable PrimaryKey object, String text,
        boolean retryable) implements ToClient {
    public Rejected {
        text = Text.cut(text);
    }

    public Rejected(int channel, int request, Reason reason, @Nullable PrimaryKey object, String text) {
        this(channel, request, reason.code(), object, text, reason.isRetryable());
    }

    /** Why, or {@link Reason#UNKNOWN} where this version does not know the code. */
    public Reason reason() {
        return Reason.ofCode(code);
    }
}
