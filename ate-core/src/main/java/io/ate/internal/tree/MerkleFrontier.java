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
public final class MerkleFrontier {
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
        Hash node = leafHash;
        int level = 0;
        while (((size >>> level) & 1) == 1) {
            node = treeHash.node(peaks.removeLast(), node);
            level++;
            if (level >= StoredLevels.LOWEST) {
                completed.node(level, size >>> level, node);
            }
        }
        peaks.addLast(node);
        size++;
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
