package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Events go, their places stay: what is left is proven as before, by the tree that there always was. */
class GappedTreeTest {
    private static final int SIZE = 1_100;

    private final List<Hash> events = Events.hashes(SIZE);
    private final RecursiveTree expected = RecursiveTree.ofEvents(events);
    private final GappedTreeNodes nodes = new GappedTreeNodes(Events.nodes(events));
    private final MerkleTree tree = new MerkleTree(nodes);

    private void assertTellsTheSameTree(String which) {
        for (int size = 1; size <= SIZE; size++) {
            if (nodes.endsInGap(size) && !nodes.provable.contains((long) size)) {
                assertTellsTheSameOrNothing(size);
            } else {
                assertThat(tree.root(size)).as("%s, root of %s", which, size).isEqualTo(expected.root(size));
                assertThat(tree.consistencyProof(size, SIZE).path()).as("%s, proof from %s", which, size)
                        .isEqualTo(expected.proof(size, SIZE));
            }
        }
        for (int leaf = 0; leaf < SIZE; leaf++) {
            if (!nodes.isGone(leaf)) {
                InclusionProof proof = tree.inclusionProof(leaf, SIZE);
                assertThat(proof.path()).as("%s, path of %s", which, leaf).isEqualTo(expected.path(leaf, SIZE));
                assertThat(proof.verify(events.get(leaf), leaf, expected.root(SIZE))).isTrue();
            }
        }
    }

    private void assertTellsTheSameOrNothing(int size) {
        try {
            assertThat(tree.root(size)).isEqualTo(expected.root(size));
            assertThat(tree.consistencyProof(size, SIZE).path()).isEqualTo(expected.proof(size, SIZE));
        } catch (LeavesGoneException _) {
            assertThat(size % 256).as("a tree of so many leaves is always known").isNotZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsLeftIsProvenAsBeforeWhateverWentInWhateverOrder(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 8; i++) {
                long size = random.nextInt(SIZE);
                if (!nodes.endsInGap(size)) {
                    nodes.provable.add(size);
                }
            }
            for (int i = 0; i < 1 << random.nextInt(6); i++) {
                long start = random.nextInt(SIZE);
                nodes.cut(start, Math.min(SIZE, start + 1 + random.nextInt(1 << random.nextInt(10))));
            }
            assertTellsTheSameTree("seed " + seed + ", round " + round);
        }
    }

    @Test
    void ofALongRunOfEventsOnlyItsTwoEndsAreKept() {
        nodes.cut(1, 1_099);
        assertThat(nodes.kept()).isEqualTo(8 + 4);
        assertTellsTheSameTree("but two");
    }

    @Test
    void ofAllThatAreGoneTheRootIsKnown() {
        nodes.cut(0, SIZE);
        assertThat(tree.root(SIZE)).isEqualTo(expected.root(SIZE));
        MerkleFrontier frontier = tree.frontier(SIZE);
        Hash next = Events.any(new Random(1));
        frontier.append(next);
        MerkleFrontier other = new MerkleTree(Events.nodes(events)).frontier(SIZE);
        other.append(next);
        assertThat(frontier.root()).isEqualTo(other.root());
    }

    @Test
    void aTreeThatEndsAmongLeavesThatAreGoneIsToldOfNobody() {
        nodes.cut(512, 700);
        assertThatExceptionOfType(LeavesGoneException.class).isThrownBy(() -> tree.root(600));
        assertThatExceptionOfType(LeavesGoneException.class).isThrownBy(() -> tree.consistencyProof(600, SIZE));
        assertThatExceptionOfType(LeavesGoneException.class).isThrownBy(() -> tree.inclusionProof(600, SIZE));
    }

    @Test
    void whatIsToStayProvableAndWasNotAnyMoreIsPassedOver() {
        nodes.cut(520, 700);
        nodes.provable.addAll(List.of(600L, 710L));
        nodes.cut(515, 720);
        assertThatExceptionOfType(LeavesGoneException.class).isThrownBy(() -> tree.root(600));
        assertThat(tree.root(710)).isEqualTo(expected.root(710));
        assertThat(tree.root(720)).isEqualTo(expected.root(720));
    }

    @Test
    void whoKnowsTheTreeBeforeAGapLearnsOfTheSubtreesOverItAllThatFollows() {
        nodes.provable.addAll(List.of(300L, 905L));
        nodes.cut(37, 1_000);
        for (long from : new long[] {37, 256, 300, 512, 905}) {
            MerkleFrontier frontier = new MerkleTree(Events.nodes(events)).frontier(from);
            for (Subtree each : tree.subtrees(nodes.around(500), from, 1_000)) {
                frontier.append(each, NodeSink.NONE);
            }
            assertThat(frontier.root()).as("from %s", from).isEqualTo(expected.root(1_000));
        }
    }

    @Test
    void whereTheFirstLeavesOfAGapAreToldWithSomeThatAreThereAllOfThemAreKept() {
        GoneLeaves elsewhere = new MerkleTree(Events.nodes(events)).gone(515, 600, new TreeSet<>());
        LeafRow row = new LeafRow(512, 600);
        for (int leaf = 512; leaf < 550; leaf++) {
            row.add(events.get(leaf));
        }
        row.add(elsewhere);
        MerkleFrontier frontier = new MerkleTree(Events.nodes(events)).frontier(512);
        row.show(frontier);
        assertThat(frontier.root()).isEqualTo(expected.root(600));
        LeafRow behind = new LeafRow(550, 560);
        behind.add(elsewhere);
        assertThatExceptionOfType(LeavesGoneException.class).isThrownBy(() -> behind.show(frontier));
    }

    /** As who follows the chain is told of them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoTakesSubtreesForLeavesHasTheSameTreeAndStoresTheNodesAboveThem(long seed) {
        Random random = new Random(seed);
        TreeNodes whole = Events.nodes(events);
        MerkleFrontier frontier = new MerkleFrontier();
        while (frontier.size() < SIZE) {
            long at = frontier.size();
            if (random.nextBoolean()) {
                frontier.append(events.get((int) at), (level, index, hash) -> assertThat(hash).isEqualTo(
                        whole.node(level, index)));
            } else {
                int level = random.nextInt(Subtree.levelAt(at, SIZE) + 1);
                Hash root = RecursiveTree.ofEvents(events.subList((int) at, (int) at + (1 << level)))
                        .root(1 << level)
                        .root();
                frontier.append(new Subtree(level, root), (above, index, hash) -> assertThat(hash).isEqualTo(
                        whole.node(above, index)));
            }
        }
        assertThat(frontier.root()).isEqualTo(expected.root(SIZE));
    }

    @Test
    void noSubtreeIsTakenThatBeginsElsewhere() {
        MerkleFrontier frontier = new MerkleFrontier();
        frontier.append(events.getFirst());
        for (int level : new int[] {1, 2, 8, 62}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> frontier.append(new Subtree(level, events.get(1)), NodeSink.NONE));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Subtree(63, events.getFirst()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Subtree(-1, events.getFirst()));
        assertThat(frontier.size()).isEqualTo(1);
    }

    @Test
    void ofNothingNothingIsKept() {
        assertThat(LongStream.rangeClosed(0, SIZE)
                .mapToObj(at -> tree.gone(at, at, new TreeSet<>()).parts())
                .flatMap(List::stream))
                .isEmpty();
    }
}
