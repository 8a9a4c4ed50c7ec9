package io.ate;

/** A folder with a chain belongs to one process, and another one has it open; the message names it. */
public final class ReplicaInUseException extends AteException {
    /** In use by the process that the message names. */
    public ReplicaInUseException(String message) {
        super(message);
    }

    /** In use, as {@code cause} shows. */
    public ReplicaInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
