package io.ate;

/** A server did what an honest one never does; nothing that it says is taken any more. Stop and report it. */
public final class UntrustedServerException extends AteException {
    /** Misbehaviour as the message says. */
    public UntrustedServerException(String message) {
        super(message);
    }
}
