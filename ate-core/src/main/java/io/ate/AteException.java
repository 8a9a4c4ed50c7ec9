package io.ate;

/**
 * What every exception of this library is, apart from those for programmers' errors. Its message says what happened, to
 * which thing, and what to do.
 */
public class AteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception without a cause. */
    public AteException(String message) {
        super(message);
    }

    /** An exception with its cause. */
    public AteException(String message, Throwable cause) {
        super(message, cause);
    }
}
