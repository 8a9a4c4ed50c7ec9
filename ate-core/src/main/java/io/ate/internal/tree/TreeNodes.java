package io.ate.internal.tree;

import io.ate.internal.wire.Hash;

/**
 * What a tree is read from: the nodes that a {@link NodeSink} was given, and the event hashes. Thread safety is the
 * implementation's to state.
 *
 * <p>
 * Nobody asks for what is not there yet; an implementation that has lost what it once had throws an exception of its
 * own and never answers with something else.
 */
public interface TreeNodes {
    /**
     * The stored node over the leaves from {@code index << level} up to, not including, {@code (index + 1) << level}.
     *
     * @param level {@value StoredLevels#LOWEST} or more
     */
    Hash node(int level, long index);

    /**
     * Shows the leaves {@code from} up to, not including, {@code to}, each once, in order: event hashes, and subtrees
     * where events are gone. The leaf of an event is its sequence − 1. Fewer than 256 leaves are asked for at a time,
     * and all of the same block of 256.
     *
     * @throws LeavesGoneException if a subtree that stands for events which are gone does not lie in that range whole
     */
    void leaves(long from, long to, LeafVisitor visitor);
}
