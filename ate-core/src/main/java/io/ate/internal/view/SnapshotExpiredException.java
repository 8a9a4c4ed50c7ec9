package io.ate.internal.view;

/** Too much changed while a snapshot was open; whoever read it begins again with a newer one. */
public final class SnapshotExpiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The state at that sequence has expired. */
    public SnapshotExpiredException(long sequence) {
        super("the state at sequence " + sequence + " is no longer kept");
    }
}
