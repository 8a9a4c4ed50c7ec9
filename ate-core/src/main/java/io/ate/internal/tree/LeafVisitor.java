package io.ate.internal.tree;

import io.ate.internal.wire.Hash;

/**
 * Is shown a range of leaves from left to right.
 *
 * <p>
 * A visitor and not an array of hashes, because not every stretch of leaves will be there one by one: where compaction
 * removed events, the root of the subtree over them stands in their place.
 */
@FunctionalInterface
public interface LeafVisitor {
    /** Is shown the next leaf: an event that is present. */
    void event(Hash eventHash);
}
