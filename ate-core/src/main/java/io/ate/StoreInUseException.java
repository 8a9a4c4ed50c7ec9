package io.ate;

/**
 * A store's folder is open already, in this process or in another one. The message names the folder and, where that is
 * known, who holds it.
 */
public final class StoreInUseException extends AteException {
    private static final long serialVersionUID = 1L;

    /** In use, as {@code cause} shows. */
    public StoreInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
