package io.ate.internal.tree;

/**
 * The tree of that size, or a part of it, cannot be told any more: compaction removed events on both sides of where it
 * ends, and left the root over all of them. Of the trees whose sizes are multiples of 256, and of those that end beside
 * an event which is there, this is never said.
 */
public final class LeavesGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long start;
    private final long end;

    /**
     * @param start the first leaf that cannot be told from others
     * @param end the first one behind those
     * @param message for people: which leaves
     */
    public LeavesGoneException(long start, long end, String message) {
        super(message);
        this.start = start;
        this.end = end;
    }

    /** The first leaf behind those that cannot be told from others. */
    public long end() {
        return end;
    }

    /** The first leaf that cannot be told from others. */
    public long start() {
        return start;
    }
}
