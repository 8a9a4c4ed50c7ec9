package io.ate;

/**
 * A store cannot go on: a write or a sync failed, or what is on disk cannot be opened. After a failed write nobody
 * knows what is durable; only closing the store and opening it again tells. The message names the folder and says what
 * to do.
 */
public final class StoreFailedException extends AteException {
    private static final long serialVersionUID = 1L;

    /** Failed for {@code cause}. */
    public StoreFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
