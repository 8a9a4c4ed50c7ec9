package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.RedoLog;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.GoneLeaves;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the server states about one chain's history: roots, proofs, and the heads that it signs. Reads the log.
 * Thread-safe.
 */
final class ChainHeads {
    /** Roots of sizes that writers named lately. */
    private static final int ROOTS = 256;

    private final ChainId chain;
    private final HeldKeys identity;
    private final long epoch;
    private final MerkleTree tree;
    private final Map<Long, Hash> roots = new ConcurrentHashMap<>();

    ChainHeads(ChainId chain, long number, RedoLog log, HeldKeys identity) {
        this.chain = chain;
        this.identity = identity;
        this.epoch = log.epoch();
        this.tree = new MerkleTree(log.tree(number));
    }

    /** The tree's root over the first {@code size} events, all of them durable. */
    RootAt root(long size) {
        if (size == 0) {
            return RootAt.EMPTY;
        }
        Hash known = roots.get(size);
        if (known == null) {
            known = tree.root(size).root();
            if (roots.size() >= ROOTS) {
                roots.clear();
            }
            roots.put(size, known);
        }
        return new RootAt(size, known);
    }

    /** Tells whether {@link #root} of that size needs no reading. */
    boolean isAtHand(long size) {
        return size == 0 || roots.containsKey(size);
    }

    /** A head over the first {@code size} events, signed at {@code time}. */
    SignedHead sign(long size, long time) {
        return SignedHead.sign(chain, epoch, root(size), time, identity);
    }

    /** The roots of subtrees over events that are gone. */
    List<Subtree> subtrees(GoneLeaves gone, long from, long to) {
        return tree.subtrees(gone, from, to);
    }

    ConsistencyProof consistency(long from, long to) {
        return tree.consistencyProof(from, to);
    }

    InclusionProof inclusion(long index, long size) {
        return tree.inclusionProof(index, size);
    }
}
