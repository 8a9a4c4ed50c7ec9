package io.ate.internal.wire;

/**
 * Bytes that are not what their layout demands: too short, too long, out of bounds, or encoded in another than the one
 * permitted way. Carries no stack trace, since strangers cause it at will.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
