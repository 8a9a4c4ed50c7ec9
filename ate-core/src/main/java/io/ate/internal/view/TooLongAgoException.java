package io.ate.internal.view;

/** More of what was written long ago is asked for than is looked up for one commit. */
public final class TooLongAgoException extends RuntimeException {
    TooLongAgoException() {
        super("more of what was written long ago is asked for than is looked up for one commit", null, false, false);
    }
}
