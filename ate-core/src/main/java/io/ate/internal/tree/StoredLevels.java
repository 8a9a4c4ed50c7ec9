package io.ate.internal.tree;

/**
 * Which nodes of the tree are stored: those over 256 leaves and more. What lies below is recomputed from event hashes
 * when it is asked for, which costs at most 255 of them at each end of a range and saves all but 1/255 of the nodes.
 */
final class StoredLevels {
    /** Leaves are level 0, and a node of level n is over 2ⁿ leaves. */
    static final int LOWEST = 8;

    private StoredLevels() {}

    /** The part of a range of {@code size} leaves, from its beginning, that stored nodes cover. */
    static long covered(long size) {
        return (size >>> LOWEST) << LOWEST;
    }
}
