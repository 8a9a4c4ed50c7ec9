package io.ate;

/**
 * A value that was asked for by its place in the log is there no more: the object was given another one since, or is
 * gone, and compaction has removed what it was before. Whoever wants what the object is now reads that; whoever wants
 * old values kept has a {@link io.ate.extension.Compactor} keep them, or {@link CompactionPolicy#never()} set.
 */
public final class CompactedException extends AteException {
    private static final long serialVersionUID = 1L;

    private final long through;

    /** @param through the sequence up to which the chain was compacted: what superseded the value is no later */
    public CompactedException(String message, long through) {
        super(message);
        this.through = through;
    }

    /** The sequence up to which the chain was compacted: what superseded the value is no later. */
    public long through() {
        return through;
    }
}
