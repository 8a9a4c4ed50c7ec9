package io.ate;

/**
 * Somebody else held the lock for as long as it was waited for. Try again, or wait longer; where this program holds it
 * itself, in another session, in another thread or in this very one, the message says so.
 */
public final class LockUnavailableException extends AteException {
    private final transient PrimaryKey object;

    /** The lock on {@code object} was not to be had. */
    public LockUnavailableException(String message, PrimaryKey object) {
        super(message);
        this.object = object;
    }

    /** The object whose lock was asked for. */
    public PrimaryKey object() {
        return object;
    }
}
