package io.ate;

/**
 * A key file cannot be written or read: it exists already, is damaged or open to others, or its passphrase is wrong.
 */
public class KeyFileException extends AteException {
    private static final long serialVersionUID = 1L;

    /** An exception without a cause. */
    public KeyFileException(String message) {
        super(message);
    }

    /** An exception with its cause. */
    public KeyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
