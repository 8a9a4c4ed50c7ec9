package io.ate.internal.tree;

import io.ate.internal.wire.Hash;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts what is read, and sees that it is no more at a time than was promised. */
final class CountingTreeNodes implements TreeNodes {
    private final TreeNodes nodes;
    private int nodesRead;
    private int leavesRead;

    CountingTreeNodes(TreeNodes nodes) {
        this.nodes = nodes;
    }

    int nodesRead() {
        return nodesRead;
    }

    int leavesRead() {
        return leavesRead;
    }

    void startOver() {
        nodesRead = 0;
        leavesRead = 0;
    }

    @Override
    public Hash node(int level, long index) {
        nodesRead++;
        return nodes.node(level, index);
    }

    @Override
    public void leaves(long from, long to, LeafVisitor visitor) {
        assertThat(to - from).as("leaves read at a time").isBetween(1L, 255L);
        nodes.leaves(from, to, new LeafVisitor() {
            @Override
            public void event(Hash eventHash) {
                leavesRead++;
                visitor.event(eventHash);
            }

            @Override
            public void subtree(int level, Hash root) {
                leavesRead++;
                visitor.subtree(level, root);
            }
        });
    }
}
