package io.ate;

/** There is no such object in the chain, or there is none any more. */
public final class NoSuchObjectException extends AteException {
    private final transient PrimaryKey key;

    /** The object {@code key} does not exist. */
    public NoSuchObjectException(String message, PrimaryKey key) {
        super(message);
        this.key = key;
    }

    /** The object that was looked for. */
    public PrimaryKey key() {
        return key;
    }
}
