package io.ate;

/**
 * What was asked for could not be had in time, or waiting for it was interrupted (the thread's flag is set again): the
 * server is away, or does not answer. Nothing was stored; try again later, or allow more time by
 * {@link Chain#within}.
 */
public final class ChainUnavailableException extends AteException {
    /** Unavailable, as far as is known without another cause. */
    public ChainUnavailableException(String message) {
        super(message);
    }

    /** Unavailable because of {@code cause}. */
    public ChainUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
