package io.ate;

/**
 * What every exception of this library is, apart from those for programmers' errors. Its message says what happened, to
 * which thing, and what to do. One that ends the waits of several threads is thrown in each as one of that thread's
 * own; what happened is its cause.
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
