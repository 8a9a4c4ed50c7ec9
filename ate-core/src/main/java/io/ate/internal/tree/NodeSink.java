package io.ate.internal.tree;

import io.ate.internal.wire.Hash;

/** Takes the nodes that are to be stored, each once and as soon as its last leaf is there. */
@FunctionalInterface
public interface NodeSink {
    /** Takes nodes and forgets them: for who wants roots alone. */
    NodeSink NONE = (level, index, hash) -> {
    };

    /**
     * Takes the node over the leaves from {@code index << level} up to, not including, {@code (index + 1) << level}.
     *
     * @param level {@value StoredLevels#LOWEST} or more
     * @param index counted from 0 within the level
     */
    void node(int level, long index, Hash hash);
}
