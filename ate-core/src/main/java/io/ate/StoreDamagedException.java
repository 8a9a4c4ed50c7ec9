package io.ate;

/**
 * Something that a store once held was asked for and is there no more as it was written: a checksum does not fit, or
 * it is missing. The message names the chain, the sequence where there is one, and what is lost. Everything else in the
 * store remains readable.
 */
public final class StoreDamagedException extends AteException {
    private static final long serialVersionUID = 1L;

    /** Damaged as the message says. */
    public StoreDamagedException(String message) {
        super(message);
    }

    /** Damaged, as {@code cause} shows. */
    public StoreDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
