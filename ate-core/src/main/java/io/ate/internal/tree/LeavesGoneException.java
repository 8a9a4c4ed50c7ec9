package io.ate.internal.tree;

/**
 * The tree of that size, or a part of it, cannot be told any more: compaction removed events on both sides of where it
 * ends, and left the root over all of them. Of the trees whose sizes are multiples of 256, and of those that end beside
 * an event which is there, this is never said.
 */
public final class LeavesGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for people: which leaves */
    public LeavesGoneException(String message) {
        super(message);
    }
}
