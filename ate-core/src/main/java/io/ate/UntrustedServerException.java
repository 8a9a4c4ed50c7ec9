package io.ate;

/**
 * A server did what an honest one never does, and nothing that it says is taken any more: stop and report it. Or
 * nothing but its own word says that server or chain is the one that is meant: the message says how to vouch for it.
 */
public class UntrustedServerException extends AteException {
    /** Misbehaviour as the message says. */
    public UntrustedServerException(String message) {
        super(message);
    }
}
