package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MerkleTreeTest {
    private static final int SMALL = 300;
    private static final int LARGE = 70_000;

    private final List<Hash> events = Events.hashes(SMALL);
    private final RecursiveTree expected = RecursiveTree.ofEvents(events);
    private final MerkleTree tree = new MerkleTree(Events.nodes(events));

    @Test
    void everyRootIsThatOfTheRfc() {
        for (int size = 0; size <= SMALL; size++) {
            assertThat(tree.root(size)).isEqualTo(expected.root(size));
        }
    }

    @Test
    void everyInclusionProofIsThatOfTheRfcAndVerifies() {
        for (int size = 1; size <= SMALL; size++) {
            RootAt root = expected.root(size);
            for (int index = 0; index < size; index++) {
                InclusionProof proof = tree.inclusionProof(index, size);
                assertThat(proof.path()).isEqualTo(expected.path(index, size));
                if (!proof.verify(events.get(index), index, root)) {
                    throw new AssertionError("leaf " + index + " of " + size + " does not verify");
                }
            }
        }
    }

    @Test
    void everyConsistencyProofIsThatOfTheRfcAndVerifies() {
        for (int to = 0; to <= SMALL; to++) {
            RootAt later = expected.root(to);
            assertThat(tree.consistencyProof(0, to).path()).isEmpty();
            assertThat(tree.consistencyProof(0, to).verify(RootAt.EMPTY, later)).isTrue();
            for (int from = 1; from <= to; from++) {
                ConsistencyProof proof = tree.consistencyProof(from, to);
                assertThat(proof.path()).isEqualTo(expected.proof(from, to));
                if (!proof.verify(expected.root(from), later)) {
                    throw new AssertionError(from + " to " + to + " does not verify");
                }
            }
        }
    }

    @Test
    void proofsAboutLargeTreesAreThoseOfTheRfcAndReadFewLeaves() {
        List<Hash> many = Events.hashes(LARGE);
        RecursiveTree expectedLarge = RecursiveTree.ofEvents(many);
        CountingTreeNodes nodes = new CountingTreeNodes(Events.nodes(many));
        MerkleTree large = new MerkleTree(nodes);
        long seed = 9162;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int to = round % 4 == 0 ? (1 + random.nextInt(LARGE >>> 8)) << 8 : 1 + random.nextInt(LARGE);
            int from = 1 + random.nextInt(to);
            String which = "seed " + seed + ", " + from + " of " + to;

            nodes.startOver();
            RootAt root = large.root(to);
            assertThat(nodes.leavesRead()).as(which).isLessThan(256);
            assertThat(root).as(which).isEqualTo(expectedLarge.root(to));

            nodes.startOver();
            InclusionProof inclusion = large.inclusionProof(from - 1, to);
            assertThat(nodes.leavesRead()).as(which).isLessThan(2 * 256);
            assertThat(nodes.nodesRead()).as(which).isLessThanOrEqualTo(2 * 17);
            assertThat(inclusion.path()).as(which).isEqualTo(expectedLarge.path(from - 1, to));
            assertThat(inclusion.verify(many.get(from - 1), from - 1, root)).as(which).isTrue();

            nodes.startOver();
            ConsistencyProof consistency = large.consistencyProof(from, to);
            assertThat(nodes.leavesRead()).as(which).isLessThan(2 * 256);
            assertThat(nodes.nodesRead()).as(which).isLessThanOrEqualTo(2 * 17);
            assertThat(consistency.path()).as(which).isEqualTo(expectedLarge.proof(from, to));
            assertThat(consistency.verify(expectedLarge.root(from), root)).as(which).isTrue();
        }
    }

    @Test
    void theFrontierAtAnySizeGoesOnFromThere() {
        for (int size = 0; size <= SMALL; size++) {
            MerkleFrontier frontier = tree.frontier(size);
            assertThat(frontier.size()).isEqualTo(size);
            events.subList(size, SMALL).forEach(frontier::append);
            assertThat(frontier.root()).isEqualTo(expected.root(SMALL));
        }
    }

    @Test
    void aFrontierReadBackHandsOverTheSameNodesAsTheOneThatNeverStopped() {
        List<Hash> many = Events.hashes(1600);
        MemoryTreeNodes nodes = Events.nodes(many);
        MerkleFrontier frontier = new MerkleTree(nodes).frontier(900);
        for (Hash event : many.subList(900, 1600)) {
            frontier.append(event, (level, index, hash) -> assertThat(hash).isEqualTo(nodes.node(level, index)));
        }
        assertThat(frontier.root()).isEqualTo(new MerkleTree(nodes).root(1600));
    }

    @Test
    void whatNoTreeHasIsNotProven() {
        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusionProof(5, 5))
                .withMessage("A tree of 5 leaves has no leaf 5");
        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusionProof(-1, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusionProof(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.consistencyProof(6, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.consistencyProof(-1, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.root(-1));
    }

    @Test
    void aSourceThatLeavesEventsOutIsNeverTakenForASmallerTree() {
        MemoryTreeNodes whole = Events.nodes(events);
        MerkleTree broken = new MerkleTree(new TreeNodes() {
            @Override
            public Hash node(int level, long index) {
                return whole.node(level, index);
            }

            @Override
            public void leaves(long from, long to, LeafVisitor visitor) {
                whole.leaves(from, to - 1, visitor);
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> broken.root(SMALL)).withMessageContaining("came 43");
    }
}
