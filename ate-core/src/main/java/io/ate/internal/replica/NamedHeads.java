package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.tree.LeavesGoneException;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Checks the tree heads that writers name in their signed commits against the replica's own tree: a writer who was
 * shown another history than this client gives the server away. Roots of sizes that the log does not have yet are
 * checked as soon as it has. Confined to the replica's owner.
 */
final class NamedHeads {
    private static final int KEPT = 4096;

    private final MerkleTree tree;
    private final Map<Long, Hash> known = new HashMap<>();
    private final List<Named> waiting = new ArrayList<>();
    private long durable;

    private record Named(RootAt head, long sequence) {}

    /**
     * @param tree of what is durable
     * @param durable how far that is
     */
    NamedHeads(MerkleTree tree, long durable) {
        this.tree = tree;
        this.durable = durable;
    }

    /** Takes a head that the replica has computed itself. */
    void computed(RootAt head) {
        keep(head.size(), head.root());
    }

    /** Checks the head that is named by the signed commit at {@code sequence}. */
    void check(RootAt named, long sequence) {
        if (named.size() >= sequence) {
            throw mismatch(named, sequence);
        }
        if (named.size() > durable && !known.containsKey(named.size())) {
            waiting.add(new Named(named, sequence));
        } else {
            compare(named, sequence);
        }
    }

    /** The log has everything up to there. */
    void durableUpTo(long sequence) {
        durable = sequence;
        for (Iterator<Named> each = waiting.iterator(); each.hasNext();) {
            Named next = each.next();
            if (next.head.size() <= durable) {
                each.remove();
                compare(next.head, next.sequence);
            }
        }
    }

    private void compare(RootAt named, long sequence) {
        Hash root = known.get(named.size());
        if (root == null) {
            try {
                root = tree.root(named.size()).root();
            } catch (LeavesGoneException _) { // nobody can tell: this was removed here, or before it came
                return;
            }
            keep(named.size(), root);
        }
        if (!root.equals(named.root())) {
            throw mismatch(named, sequence);
        }
    }

    private void keep(long size, Hash root) {
        if (known.size() >= KEPT) {
            known.clear();
        }
        known.put(size, root);
    }

    private static UntrustedServerException mismatch(RootAt named, long sequence) {
        return new UntrustedServerException("the writer of the commit at sequence " + sequence
                + " was shown another history: the tree head of size " + named.size()
                + " that it signed is none of the chain as this client knows it");
    }
}
