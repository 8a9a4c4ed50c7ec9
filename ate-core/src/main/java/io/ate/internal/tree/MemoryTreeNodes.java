package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree's events and stored nodes in memory, as in temporary chains and within one commit. Confined to one thread at
 * a time.
 */
public final class MemoryTreeNodes implements TreeNodes {
    private final MerkleFrontier frontier = new MerkleFrontier();
    private final List<Hash> eventHashes = new ArrayList<>();
    /** The nodes of the lowest stored level, then those of the next, each level complete from its first node on. */
    private final List<List<Hash>> levels = new ArrayList<>();

    /** Appends the leaf of an event. */
    public void append(Hash eventHash) {
        eventHashes.add(eventHash);
        frontier.append(eventHash, this::store);
    }

    /** The number of leaves. */
    public long size() {
        return frontier.size();
    }

    private void store(int level, long index, Hash hash) {
        int row = level - StoredLevels.LOWEST;
        if (row == levels.size()) {
            levels.add(new ArrayList<>());
        }
        levels.get(row).add(hash);
    }

    @Override
    public Hash node(int level, long index) {
        return levels.get(level - StoredLevels.LOWEST).get(Math.toIntExact(index));
    }

    @Override
    public void leaves(long from, long to, LeafVisitor visitor) {
        eventHashes.subList(Math.toIntExact(from), Math.toIntExact(to)).forEach(visitor::event);
    }
}
