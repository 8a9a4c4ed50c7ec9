package io.ate.internal.inspect;

import io.ate.StoreDamagedException;
import io.ate.internal.tree.LeavesGoneException;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Computes a chain's tree anew from its events, and compares it with the nodes that are stored, and with the heads that
 * writers say they have verified. What cannot be computed, since events are gone or lost, is taken from the stored
 * nodes from the next one on that covers it all. Confined to one thread.
 */
final class TreeComparison {
    /** The lowest stored nodes are over so many leaves. */
    private static final long BLOCK = 256;
    /** Heads are of late, but for those of who was off line. */
    private static final int ROOTS = 1 << 16;

    private final TreeNodes stored;
    private final MerkleTree tree;
    /** Takes the number of leaves of the subtree that differs, and what is wrong. */
    private final BiConsumer<Long, String> finding;
    private final Map<Long, Hash> roots = new LinkedHashMap<>();
    private @Nullable MerkleFrontier frontier = new MerkleFrontier();
    private long resumesAt;
    private long size;

    TreeComparison(TreeNodes stored, BiConsumer<Long, String> finding) {
        this.stored = stored;
        this.tree = new MerkleTree(stored);
        this.finding = finding;
        roots.put(0L, RootAt.EMPTY.root());
    }

    void event(Hash eventHash) {
        resume();
        size++;
        if (frontier != null) {
            frontier.append(eventHash, this::compare);
        }
    }

    /** What is up to there is not to be had. */
    void missing(long to) {
        size = to;
        frontier = null;
        resumesAt = to;
    }

    /** A commit ends here: heads are over whole commits. */
    void committed() {
        if (frontier != null) {
            roots.put(size, frontier.root().root());
            if (roots.size() > ROOTS) {
                var eldest = roots.keySet().iterator();
                var _ = eldest.next();
                eldest.remove();
            }
        }
    }

    /** The root of that size; nothing if it cannot be told any more. */
    Optional<Hash> root(long of) {
        Hash known = roots.get(of);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            return Optional.of(tree.root(of).root());
        } catch (StoreDamagedException | LeavesGoneException e) {
            return Optional.empty(); // the first is told where it is met, the second is nobody's fault
        }
    }

    private void resume() {
        if (frontier == null && size >= resumesAt) {
            try {
                frontier = tree.frontier(size);
            } catch (StoreDamagedException | LeavesGoneException e) {
                resumesAt = (size / BLOCK + 1) * BLOCK;
            }
        }
    }

    private void compare(int level, long index, Hash computed) {
        long leaves = (index + 1) << level;
        try {
            if (!stored.node(level, index).equals(computed)) {
                finding.accept(leaves, "node " + index + " of level " + level + " of the stored tree is not what the "
                        + "events come to");
            }
        } catch (StoreDamagedException e) {
            finding.accept(leaves, String.valueOf(e.getMessage()));
        }
    }
}
