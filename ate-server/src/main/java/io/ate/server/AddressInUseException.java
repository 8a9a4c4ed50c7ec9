package io.ate.server;

import io.ate.AteException;

/** The port is taken. The message names address and port and says what to do. */
public final class AddressInUseException extends AteException {
    /** Taken, as {@code cause} shows. */
    public AddressInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
