package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.internal.tree.LeafRow;
import io.ate.internal.tree.LeafVisitor;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;

/** A chain's tree as its log holds it: nodes are stored, event hashes are computed from headers. Thread-safe. */
final class LogTree implements TreeNodes {
    private final RedoLog log;
    private final long chain;
    private final ChainId id;
    private final StoredNodes nodes;

    LogTree(RedoLog log, long chain, ChainId id, StoredNodes nodes) {
        this.log = log;
        this.chain = chain;
        this.id = id;
        this.nodes = nodes;
    }

    @Override
    public Hash node(int level, long index) {
        return nodes.node(level, index);
    }

    @Override
    public void leaves(long from, long to, LeafVisitor visitor) {
        LeafRow row = new LeafRow(from, to);
        try (LogReader reader = log.reader(chain, from, Reading.HEADERS)) {
            while (row.end() < to) {
                if (!reader.next()) {
                    throw new IllegalArgumentException("chain " + chain + " has no leaf " + row.end() + " yet");
                }
                if (reader.item() instanceof LogItem.Gap gap) {
                    row.add(gap.leaves());
                } else {
                    row.add(reader.event().event().hash(id));
                }
            }
        }
        row.show(visitor);
    }

    /** Where the nodes are. */
    @FunctionalInterface
    interface StoredNodes {
        Hash node(int level, long index);
    }
}
