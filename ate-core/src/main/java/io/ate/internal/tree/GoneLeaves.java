package io.ate.internal.tree;

import java.util.List;

/**
 * Leaves of events that compaction removed, and what is kept of them beside the stored nodes: the roots of the largest
 * complete subtrees that lie in the range, below blocks of 256. Immutable.
 *
 * @param start the first of them
 * @param end the first one behind them
 * @param edges in order, from left to right
 */
public record GoneLeaves(long start, long end, List<Subtree> edges) {
    public GoneLeaves {
        edges = List.copyOf(edges);
    }

    /**
     * Shows what lies in a part of the range, which is less than a block of 256 and in one.
     *
     * @throws LeavesGoneException if that part does not consist of whole subtrees
     */
    public void show(long from, long to, LeafVisitor visitor) {
        long at = start;
        for (Subtree edge : edges) {
            at = behindBlocks(at, from, to);
            long behind = at + edge.leaves();
            if (at >= from && behind <= to) {
                visitor.subtree(edge.level(), edge.root());
            } else {
                demandOutside(at, behind, from, to);
            }
            at = behind;
        }
        demandOutside(at, end, from, to);
    }

    /** Passes over what stored nodes stand for. */
    private long behindBlocks(long first, long from, long to) {
        long at = first;
        while (Subtree.levelAt(at, end) >= StoredLevels.LOWEST) {
            long behind = at + (1L << Subtree.levelAt(at, end));
            demandOutside(at, behind, from, to);
            at = behind;
        }
        return at;
    }

    private static void demandOutside(long first, long behind, long from, long to) {
        if (first < to && behind > from) {
            throw new LeavesGoneException("the leaves " + from + " to " + (to - 1) + " of the tree cannot be told from "
                    + "others any more: compaction left one root for " + first + " to " + (behind - 1));
        }
    }
}
