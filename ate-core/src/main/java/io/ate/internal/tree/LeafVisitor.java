package io.ate.internal.tree;

import io.ate.internal.wire.Hash;

/** Is shown a range of leaves from left to right, one by one or, where compaction removed events, many at once. */
public interface LeafVisitor {
    /** Is shown the next leaf: an event that is present. */
    void event(Hash eventHash);

    /**
     * Is shown the next {@code 1 << level} leaves: those of events that are gone, by the root of the complete subtree
     * over them.
     *
     * @param level {@value StoredLevels#LOWEST} at most; 0 for a single leaf, whose hash is its root
     */
    void subtree(int level, Hash root);
}
