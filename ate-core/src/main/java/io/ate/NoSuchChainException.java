package io.ate;

/** There is no chain of that name at the server, or none any more. Check the name, or create it. */
public final class NoSuchChainException extends AteException {
    /** What the message names is not there. */
    public NoSuchChainException(String message) {
        super(message);
    }

    /** The same, with who said so. */
    public NoSuchChainException(String message, Throwable cause) {
        super(message, cause);
    }
}
