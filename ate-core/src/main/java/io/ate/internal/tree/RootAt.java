package io.ate.internal.tree;

import io.ate.internal.wire.Hash;

/**
 * The root of a tree when it had {@code size} leaves: what a tree head states and a proof is checked against.
 * Immutable.
 *
 * @param size the number of leaves, 0 or more; also the sequence of the last event below the root
 * @param root the hash of the whole tree
 */
public record RootAt(long size, Hash root) {
    /** The root of the tree without leaves. */
    public static final RootAt EMPTY = new RootAt(0, TreeHash.OF_NOTHING);

    /** @throws IllegalArgumentException if the size is negative */
    public RootAt {
        if (size < 0) {
            throw new IllegalArgumentException("A tree cannot have " + size + " leaves");
        }
    }
}
