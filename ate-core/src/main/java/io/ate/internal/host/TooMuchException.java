package io.ate.internal.host;

/** What a client asks for takes more than it is worth to read, and to send: it is better off with the history. */
final class TooMuchException extends Exception {
    private static final long serialVersionUID = 1L;

    TooMuchException() {
        super("what these objects are by takes more to show than the history", null, false, false);
    }
}
