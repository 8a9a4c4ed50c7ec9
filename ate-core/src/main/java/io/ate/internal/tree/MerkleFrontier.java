package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree that grows at its right edge and remembers nothing else: appends leaves, knows size and root. Confined to one
 * thread at a time.
 *
 * <p>
 * A tree of n leaves consists of complete subtrees, one for each bit set in n, the largest on the left. Their roots,
 * the <em>peaks</em>, are all that the future needs. Appending a leaf works like adding one to a binary number: where
 * a bit carries, two subtrees of the same size become one. So a leaf costs two hashes on the average, its own and that
 * of one node, and the frontier never has more than 63 hashes.
 */
public final class MerkleFrontier implements LeafVisitor {
    private final TreeHash treeHash = new TreeHash();
    private final List<Hash> peaks;
    private long size;

    /** Begins with the tree without leaves. */
    public MerkleFrontier() {
        this(Peaks.EMPTY);
    }

    /** Goes on where the tree of these peaks ended. */
    MerkleFrontier(Peaks peaks) {
        this.peaks = new ArrayList<>(peaks.hashes());
        this.size = peaks.size();
    }

    /** The root over these event hashes alone, as under the signatures of a commit. */
    public static RootAt rootOf(Iterable<Hash> eventHashes) {
        MerkleFrontier frontier = new MerkleFrontier();
        for (Hash eventHash : eventHashes) {
            frontier.append(eventHash);
        }
        return frontier.root();
    }

    /** Appends the leaf of an event, and forgets the nodes that it completes. */
    public void append(Hash eventHash) {
        append(eventHash, NodeSink.NONE);
    }

    /** Appends the leaf of an event, and hands over the nodes to be stored that it completes, lower ones first. */
    public void append(Hash eventHash, NodeSink completed) {
        appendLeaf(treeHash.leaf(eventHash), completed);
    }

    void appendLeaf(Hash leafHash, NodeSink completed) {
        add(0, leafHash, completed);
    }

    /**
     * Appends all leaves of a complete subtree, and hands over the nodes to be stored that it completes, itself first
     * if it is one of them. What is below it nobody knows from then on.
     *
     * @throws IllegalArgumentException if a subtree of that size does not begin here
     */
    public void append(Subtree subtree, NodeSink completed) {
        if ((size & (subtree.leaves() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "No complete subtree of " + subtree.leaves() + " leaves begins at leaf " + size);
        }
        add(subtree.level(), subtree.root(), completed);
    }

    private void add(int begin, Hash root, NodeSink completed) {
        Hash node = root;
        int level = begin;
        hand(level, node, completed);
        while (((size >>> level) & 1) == 1) {
            node = treeHash.node(peaks.removeLast(), node);
            level++;
            hand(level, node, completed);
        }
        peaks.addLast(node);
        size += 1L << begin;
    }

    private void hand(int level, Hash node, NodeSink completed) {
        if (level >= StoredLevels.LOWEST) {
            completed.node(level, size >>> level, node);
        }
    }

    @Override
    public void event(Hash eventHash) {
        append(eventHash);
    }

    @Override
    public void subtree(int level, Hash root) {
        append(new Subtree(level, root), NodeSink.NONE);
    }

    /** Another one that goes on from here. */
    public MerkleFrontier copy() {
        return new MerkleFrontier(peaks());
    }

    /** The number of leaves; also the sequence of the last event that was appended. */
    public long size() {
        return size;
    }

    /** The root as it is now; costs a hash for each peak but one. */
    public RootAt root() {
        if (peaks.isEmpty()) {
            return RootAt.EMPTY;
        }
        Hash root = peaks.getLast();
        for (Hash left : peaks.reversed().subList(1, peaks.size())) {
            root = treeHash.node(left, root);
        }
        return new RootAt(size, root);
    }

    /** The peaks as they are now, from which another frontier goes on. */
    Peaks peaks() {
        return new Peaks(size, peaks);
    }
}
