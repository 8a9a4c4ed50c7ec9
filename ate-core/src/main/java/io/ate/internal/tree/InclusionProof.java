package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;
import java.util.Optional;

/**
 * Shows that an event stands at its place in a tree: the roots of the subtrees beside the way from its leaf up to the
 * root. Immutable; proves nothing until it was verified.
 *
 * <p>
 * Layout: {@code u8 count ‖ hash*}. Index, size and root are no part of it: they come from what the verifier already
 * trusts.
 *
 * @param path the hashes from the leaf upwards, at most 64
 */
public record InclusionProof(List<Hash> path) {
    /** @throws IllegalArgumentException if the path is longer than that of any tree */
    public InclusionProof {
        path = HashPath.bounded(path);
    }

    /** Reads what {@link #write} writes, and refuses more hashes than a proof can have. */
    public static InclusionProof read(WireReader in) throws MalformedException {
        return new InclusionProof(HashPath.read(in));
    }

    /** Writes the count and the hashes. */
    public void write(WireWriter out) {
        HashPath.write(out, path);
    }

    /**
     * Whether this proves that the event with this hash is leaf {@code index} (its sequence − 1) of the tree with this
     * root; never throws, whatever the proof, the index and the root are (RFC 9162, section 2.1.3.2).
     */
    public boolean verify(Hash eventHash, long index, RootAt root) {
        return verifyLeaf(new TreeHash().leaf(eventHash), index, root);
    }

    /**
     * The root that the tree of that size has if the event with this hash is its leaf {@code index}, as far as this
     * proof goes; empty if it is none for such a place. Who wants to know whether it is the chain's asks for a proof
     * that it goes on from a root that is.
     */
    public Optional<RootAt> rootOf(Hash eventHash, long index, long size) {
        return rootOfLeaf(new TreeHash().leaf(eventHash), index, size);
    }

    boolean verifyLeaf(Hash leafHash, long index, RootAt root) {
        return rootOfLeaf(leafHash, index, root.size()).filter(root::equals).isPresent();
    }

    private Optional<RootAt> rootOfLeaf(Hash leafHash, long index, long size) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        TreeHash treeHash = new TreeHash();
        Position position = new Position(index, size - 1);
        Hash computed = leafHash;
        for (Hash sibling : path) {
            if (position.isRoot()) {
                return Optional.empty();
            }
            computed = position.siblingIsLeft() ? treeHash.node(sibling, computed) : treeHash.node(computed, sibling);
            position = position.parent();
        }
        return position.isRoot() ? Optional.of(new RootAt(size, computed)) : Optional.empty();
    }
}
