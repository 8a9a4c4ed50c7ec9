package io.ate;

/**
 * A stored value is whole and authentic, but the class that it was to be read as cannot take it: a component is
 * missing, or something else stands there than the class expects. The message names it.
 */
public final class IncompatibleValueException extends AteException {
    /** The value does not fit its class, for a reason that the message says. */
    public IncompatibleValueException(String message) {
        super(message);
    }

    /** The value does not fit its class because of {@code cause}. */
    public IncompatibleValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
