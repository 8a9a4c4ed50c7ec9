package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows that one tree is how another one begins, so that nothing in it was changed, moved or taken out since:
 * the roots of subtrees from which both trees' roots follow. Immutable; proves nothing until it was verified.
 *
 * <p>
 * Layout: {@code u8 count ‖ hash*}. Sizes and roots are no part of it: they come from the heads
 * that the verifier compares.
 *
 * @param path the hashes from the lowest subtree upwards, at most 64
 */
public record ConsistencyProof(List<Hash> path) {
    /** The proof that a tree begins with itself, or with the tree without leaves. */
    public static final ConsistencyProof EMPTY = new ConsistencyProof(List.of());

    /** @throws IllegalArgumentException if the path is longer than that between any two trees */
    public ConsistencyProof {
        path = HashPath.bounded(path);
    }

    /** Reads what {@link #write} writes, and refuses more hashes than a proof can have. */
    public static ConsistencyProof read(WireReader in) throws MalformedException {
        return new ConsistencyProof(HashPath.read(in));
    }

    /** Writes the count and the hashes. */
    public void write(WireWriter out) {
        HashPath.write(out, path);
    }

    /**
     * Whether this proves that the tree with the root {@code later} begins with the tree with the root
     * {@code earlier}; never throws, whatever the proof and the roots are (RFC 9162, section 2.1.4.2).
     *
     * <p>
     * The RFC leaves two cases out, in which the proof must be empty: a tree begins with itself, and every tree begins
     * with the tree without leaves.
     */
    public boolean verify(RootAt earlier, RootAt later) {
        if (earlier.size() == 0) {
            return path.isEmpty() && earlier.equals(RootAt.EMPTY) && (later.size() > 0 || later.equals(earlier));
        }
        if (earlier.size() >= later.size()) {
            return path.isEmpty() && earlier.equals(later);
        }
        return !path.isEmpty() && verifyGrowth(earlier, later);
    }

    private boolean verifyGrowth(RootAt earlier, RootAt later) {
        TreeHash treeHash = new TreeHash();
        List<Hash> hashes = new ArrayList<>(path);
        if (Long.bitCount(earlier.size()) == 1) { // a complete tree is itself the subtree to begin with
            hashes.addFirst(earlier.root());
        }
        Position position = new Position(earlier.size() - 1, later.size() - 1).whileRight();
        Hash computedEarlier = hashes.getFirst();
        Hash computedLater = computedEarlier;
        for (Hash sibling : hashes.subList(1, hashes.size())) {
            if (position.isRoot()) {
                return false;
            }
            if (position.siblingIsLeft()) { // what is on the left of the earlier tree's end was in both
                computedEarlier = treeHash.node(sibling, computedEarlier);
                computedLater = treeHash.node(sibling, computedLater);
            } else {
                computedLater = treeHash.node(computedLater, sibling);
            }
            position = position.parent();
        }
        return position.isRoot() && computedEarlier.equals(earlier.root()) && computedLater.equals(later.root());
    }
}
