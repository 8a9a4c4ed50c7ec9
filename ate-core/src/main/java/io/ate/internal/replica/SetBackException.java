package io.ate.internal.replica;

import io.ate.UntrustedServerException;

/**
 * What a server shows of a chain does not go on from what this client has seen of it. By itself that is a fault of the
 * server's; where its store was restored meanwhile, {@link ChainEpoch} says so.
 */
final class SetBackException extends UntrustedServerException {
    private static final long serialVersionUID = 1L;

    private final long seen;
    private final long shown;

    /**
     * As the message says.
     *
     * @param seen up to which sequence this client has seen the chain
     * @param shown up to which the server shows it
     */
    SetBackException(long seen, long shown, String message) {
        super(message);
        this.seen = seen;
        this.shown = shown;
    }

    long seen() {
        return seen;
    }

    long shown() {
        return shown;
    }
}
