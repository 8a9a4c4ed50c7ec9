package io.ate;

/**
 * Stored bytes are not what their writer made of them: a checksum, a hash or an authenticated encryption says so. They
 * are never handed out. Stop and report it.
 */
public final class CorruptionException extends AteException {
    /** Damage as the message says. */
    public CorruptionException(String message) {
        super(message);
    }

    /** Damage that {@code cause} shows. */
    public CorruptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
