package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Answers questions about every tree that a chain's tree has been: its root, its frontier and its proofs at any size
 * up to the present one. As thread-safe as the {@link TreeNodes} that it reads.
 *
 * <p>
 * Where leaves are gone, there is no root, and no proof, of a tree that ends in their midst: that is a
 * {@link LeavesGoneException}. All others are as if they were there.
 *
 * <p>
 * Whatever the size, a root reads fewer than 64 stored nodes and 256 event hashes, a proof less than twice that: stored
 * nodes cover all but the two ends of a range, and the subtrees that a proof names do not overlap.
 */
public final class MerkleTree {
    private final TreeNodes nodes;

    /** Reads from these nodes, which must hold what is asked for. */
    public MerkleTree(TreeNodes nodes) {
        this.nodes = nodes;
    }

    /** The root over the first {@code size} leaves. */
    public RootAt root(long size) {
        return frontier(size).root();
    }

    /** A frontier that goes on after the first {@code size} leaves. */
    public MerkleFrontier frontier(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("A tree cannot have " + size + " leaves");
        }
        return frontierOver(0, size);
    }

    /**
     * Proves that an event is leaf {@code index} of the tree of {@code size} leaves (PATH of RFC 9162, section
     * 2.1.3.1).
     *
     * @throws IllegalArgumentException if there is no such leaf in a tree of that size
     */
    public InclusionProof inclusionProof(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("A tree of " + size + " leaves has no leaf " + index);
        }
        List<Hash> downwards = new ArrayList<>();
        long start = 0;
        long end = size;
        while (end - start > 1) {
            long middle = middle(start, end);
            if (index < middle) {
                downwards.add(rootOver(middle, end));
                end = middle;
            } else {
                downwards.add(rootOver(start, middle));
                start = middle;
            }
        }
        return new InclusionProof(downwards.reversed());
    }

    /**
     * Proves that the tree of {@code from} leaves is how the tree of {@code to} leaves begins (PROOF of RFC 9162,
     * section 2.1.4.1). Nothing has to be shown, and the proof is empty, where the first tree is empty or both are the
     * same.
     *
     * @throws IllegalArgumentException if the first tree is the larger one
     */
    public ConsistencyProof consistencyProof(long from, long to) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("A tree of " + to + " leaves never had " + from + " before");
        }
        if (from == 0) {
            return ConsistencyProof.EMPTY;
        }
        List<Hash> downwards = new ArrayList<>();
        long start = 0;
        long end = to;
        while (end != from) {
            long middle = middle(start, end);
            if (from <= middle) {
                downwards.add(rootOver(middle, end));
                end = middle;
            } else {
                downwards.add(rootOver(start, middle));
                start = middle;
            }
        }
        if (start > 0) { // otherwise what is left is the whole first tree, whose root the verifier has
            downwards.add(rootOver(start, end));
        }
        return new ConsistencyProof(downwards.reversed());
    }

    /**
     * What has to be kept of the leaves from {@code start} up to, not including, {@code end} when they go. Where the
     * first of them cannot be told from some before them any more, it is kept of these, too.
     *
     * @param provable sizes of the tree of which root and proofs are to be had from then on, too; in order
     */
    public GoneLeaves gone(long start, long end, NavigableSet<Long> provable) {
        NavigableSet<Long> ends = new TreeSet<>(provable.subSet(start, false, end, false));
        long from = start;
        for (;;) {
            try {
                return new GoneLeaves(from, end, parts(from, end, ends));
            } catch (LeavesGoneException e) {
                boolean isLess = ends.subSet(e.start(), false, e.end(), false).isEmpty() && e.start() >= from;
                if (isLess) {
                    throw e;
                }
                ends.subSet(e.start(), false, e.end(), false).clear(); // it could not be proven before
                from = Math.min(from, e.start());
            }
        }
    }

    private List<GoneLeaves.Part> parts(long start, long end, NavigableSet<Long> ends) {
        List<GoneLeaves.Part> parts = new ArrayList<>();
        long at = start;
        while (at < end) {
            Long next = ends.higher(at);
            int level = Subtree.levelAt(at, next == null ? end : next);
            long behind = at + (1L << level);
            parts.add(new GoneLeaves.Part(level, level < StoredLevels.LOWEST ? rootOver(at, behind) : null));
            at = behind;
        }
        return parts;
    }

    /**
     * The roots of subtrees over the leaves from {@code from} up to, not including, {@code to}, all of them gone, from
     * left to right: all that somebody needs to know of these leaves who knows the tree before them, and is to have the
     * nodes that are stored. Both ends are those of a part, or of a block of 256.
     *
     * @throws LeavesGoneException if they are not
     */
    public List<Subtree> subtrees(GoneLeaves gone, long from, long to) {
        List<Subtree> subtrees = new ArrayList<>();
        long at = gone.start();
        for (GoneLeaves.Part part : gone.parts()) {
            long behind = at + (1L << part.level());
            if (behind > from && at < to) {
                demandEnd(part, at, from);
                demandEnd(part, at, to);
                Hash root = part.root();
                if (root != null) {
                    subtrees.add(new Subtree(part.level(), root));
                } else {
                    addBlocks(Math.max(at, from), Math.min(behind, to), subtrees);
                }
            }
            at = behind;
        }
        return subtrees;
    }

    private static void demandEnd(GoneLeaves.Part part, long start, long end) {
        long behind = start + (1L << part.level());
        boolean isWithin = end > start && end < behind;
        if (isWithin && (part.root() != null || end % (1L << StoredLevels.LOWEST) != 0)) {
            throw new LeavesGoneException(start, behind,
                    "the tree of " + end + " leaves cannot be told from others any "
                            + "more: of those from " + start + " to " + (behind - 1) + " compaction left one root");
        }
    }

    private void addBlocks(long from, long to, List<Subtree> subtrees) {
        for (long block = from >>> StoredLevels.LOWEST; block << StoredLevels.LOWEST < to; block++) {
            subtrees.add(new Subtree(StoredLevels.LOWEST, nodes.node(StoredLevels.LOWEST, block)));
        }
    }

    /** Where the tree over a range divides: its left half is the largest complete subtree that leaves a right one. */
    private static long middle(long start, long end) {
        return start + Long.highestOneBit(end - start - 1);
    }

    private Hash rootOver(long start, long end) {
        return frontierOver(start, end).root().root();
    }

    /** The frontier of the subtree over a range whose start is a multiple of its largest complete part. */
    private MerkleFrontier frontierOver(long start, long end) {
        long covered = StoredLevels.covered(end - start);
        List<Hash> peaks = new ArrayList<>(Long.bitCount(covered));
        long position = start;
        for (long rest = covered; rest != 0; rest -= Long.highestOneBit(rest)) {
            int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(rest);
            peaks.add(nodes.node(level, position >>> level));
            position += 1L << level;
        }
        MerkleFrontier frontier = new MerkleFrontier(new Peaks(covered, peaks));
        if (position < end) {
            nodes.leaves(position, end, frontier);
        }
        if (frontier.size() != end - start) {
            throw new IllegalStateException("Of the leaves " + position + " up to " + end + " there came "
                    + (frontier.size() - covered) + ": the source of this tree is broken");
        }
        return frontier;
    }
}
