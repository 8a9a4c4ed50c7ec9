package io.ate.internal.view;

import io.ate.PrimaryKey;
import java.util.Set;

/** Too much changed while a snapshot was open; whoever read it begins again with a newer one. */
public final class SnapshotExpiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long sequence;
    private final transient Set<PrimaryKey> looked;

    /** The state at that sequence has expired. */
    public SnapshotExpiredException(long sequence) {
        this(sequence, Set.of());
    }

    /**
     * The same for who has to say beforehand what he will look at, in order to see all of it in one state.
     *
     * @param looked what was looked at there
     */
    public SnapshotExpiredException(long sequence, Set<PrimaryKey> looked) {
        super("the state at sequence " + sequence + " is no longer kept");
        this.sequence = sequence;
        this.looked = Set.copyOf(looked);
    }

    /** The sequence of that state. */
    public long sequence() {
        return sequence;
    }

    /** What whoever begins again will probably look at again; nothing where that need not be known beforehand. */
    public Set<PrimaryKey> looked() {
        return looked;
    }
}
