package io.ate.internal.tree;

/**
 * Where a verifier stands on its way up to the root: a node's index within its level, and that of the level's last
 * node ({@code fn} and {@code sn} of RFC 9162, section 2.1.3.2). Immutable.
 */
record Position(long index, long last) {
    boolean isRoot() {
        return last == 0;
    }

    /** A last node without a right sibling counts as its own parent, until it is the right one of two. */
    boolean siblingIsLeft() {
        return (index & 1) == 1 || index == last;
    }

    /** The position of the node made of this one and its sibling. */
    Position parent() {
        int levels = 1;
        if (siblingIsLeft() && index != 0) {
            levels += Long.numberOfTrailingZeros(index);
        }
        return new Position(index >>> levels, last >>> levels);
    }

    /** The position of the largest complete subtree that ends with this node. */
    Position whileRight() {
        int levels = Long.numberOfTrailingZeros(~index);
        return new Position(index >>> levels, last >>> levels);
    }
}
