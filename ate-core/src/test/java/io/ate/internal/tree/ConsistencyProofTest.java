package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConsistencyProofTest {
    private static final int SIZE = 40;

    private final List<Hash> events = Events.hashes(SIZE);
    private final MerkleTree tree = new MerkleTree(Events.nodes(events));

    @Test
    void noForgeryOfAProofVerifies() {
        for (int to = 0; to <= SIZE; to++) {
            RootAt later = tree.root(to);
            for (int from = 0; from <= to; from++) {
                RootAt earlier = tree.root(from);
                for (List<Hash> forgery : Forgeries.of(tree.consistencyProof(from, to).path())) {
                    assertThat(new ConsistencyProof(forgery).verify(earlier, later))
                            .as("%d to %d by %s", from, to, forgery)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aProofHoldsForNoOtherRoots() {
        for (int to = 1; to <= SIZE; to++) {
            RootAt later = tree.root(to);
            for (int from = 1; from <= to; from++) {
                RootAt earlier = tree.root(from);
                ConsistencyProof proof = tree.consistencyProof(from, to);
                for (int position = 0; position < Hash.BYTES; position++) {
                    assertThat(proof.verify(flipped(earlier, position), later)).isFalse();
                    assertThat(proof.verify(earlier, flipped(later, position))).isFalse();
                }
                assertThat(proof.verify(later, earlier)).isEqualTo(from == to);
            }
        }
    }

    @Test
    void aHistoryWithOneEventChangedAnywhereIsNotConsistent() {
        int from = 21;
        RootAt earlier = tree.root(from);
        for (int changed = 0; changed < from; changed++) {
            List<Hash> rewritten = new ArrayList<>(events);
            rewritten.set(changed, Forgeries.withByteFlipped(events.get(changed), 0));
            MerkleTree forked = new MerkleTree(Events.nodes(rewritten));
            assertThat(forked.consistencyProof(from, SIZE).verify(earlier, forked.root(SIZE))).isFalse();
            assertThat(tree.consistencyProof(from, SIZE).verify(earlier, forked.root(SIZE))).isFalse();
        }
    }

    @Test
    void aPathThatEndsBelowTheRootsOrGoesOnAboveThemIsRefusedWhateverItLeadsTo() {
        TreeHash treeHash = new TreeHash();
        List<Hash> path = tree.consistencyProof(6, 8).path();
        RootAt earlierBelow = new RootAt(6, path.get(0));
        RootAt laterBelow = new RootAt(8, treeHash.node(path.get(0), path.get(1)));
        assertThat(new ConsistencyProof(path.subList(0, 2)).verify(earlierBelow, laterBelow)).isFalse();

        List<Hash> longer = new ArrayList<>(path);
        longer.add(events.get(1));
        RootAt earlierAbove = new RootAt(6, treeHash.node(events.get(1), tree.root(6).root()));
        RootAt laterAbove = new RootAt(8, treeHash.node(events.get(1), tree.root(8).root()));
        assertThat(new ConsistencyProof(longer).verify(earlierAbove, laterAbove)).isFalse();
    }

    @Test
    void theSameTreeAndTheEmptyOneNeedTheEmptyProofAndTheRightRoot() {
        RootAt root = tree.root(9);
        RootAt otherRoot = flipped(root, 1);
        RootAt notEmpty = flipped(RootAt.EMPTY, 1);
        ConsistencyProof superfluous = new ConsistencyProof(List.of(root.root()));
        assertThat(ConsistencyProof.EMPTY.verify(root, root)).isTrue();
        assertThat(ConsistencyProof.EMPTY.verify(RootAt.EMPTY, root)).isTrue();
        assertThat(ConsistencyProof.EMPTY.verify(RootAt.EMPTY, RootAt.EMPTY)).isTrue();
        assertThat(ConsistencyProof.EMPTY.verify(root, otherRoot)).isFalse();
        assertThat(ConsistencyProof.EMPTY.verify(notEmpty, root)).isFalse();
        assertThat(ConsistencyProof.EMPTY.verify(notEmpty, notEmpty)).isFalse();
        assertThat(ConsistencyProof.EMPTY.verify(RootAt.EMPTY, notEmpty)).isFalse();
        assertThat(superfluous.verify(root, root)).isFalse();
        assertThat(superfluous.verify(RootAt.EMPTY, root)).isFalse();
    }

    @Test
    void aSmallerTreeNeverFollowsALargerOne() {
        for (ConsistencyProof proof : List.of(ConsistencyProof.EMPTY, tree.consistencyProof(4, 9))) {
            assertThat(proof.verify(tree.root(9), tree.root(4))).isFalse();
            assertThat(proof.verify(tree.root(9), tree.root(8))).isFalse();
            assertThat(proof.verify(tree.root(9), RootAt.EMPTY)).isFalse();
        }
    }

    @Test
    void extremeSizesAreAnsweredAndNotProven() {
        Hash hash = events.get(0);
        long[] sizes = {0, 1, 2, 3, 1L << 62, (1L << 62) + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE};
        for (long from : sizes) {
            for (long to : sizes) {
                for (int length : new int[] {1, 2, 62, 63, HashPath.LONGEST}) {
                    ConsistencyProof proof = new ConsistencyProof(Collections.nCopies(length, hash));
                    assertThat(proof.verify(new RootAt(from, hash), new RootAt(to, hash))).isFalse();
                }
            }
        }
    }

    @Test
    void aProofIsReadAsItWasWrittenAndNothingBeyondIt() throws MalformedException {
        ConsistencyProof proof = tree.consistencyProof(13, SIZE);
        WireWriter out = new WireWriter();
        proof.write(out);
        assertThat(out.length()).isEqualTo(1 + proof.path().size() * Hash.BYTES);
        WireReader in = new WireReader(out.u8(77).toSlice());
        assertThat(ConsistencyProof.read(in)).isEqualTo(proof);
        assertThat(in.remaining()).isEqualTo(1);
    }

    @Test
    void aTornProofIsMalformed() {
        WireWriter out = new WireWriter();
        tree.consistencyProof(13, SIZE).write(out);
        for (int length = 0; length < out.length(); length++) {
            Slice torn = Slice.of(out.toArray(), 0, length);
            assertThatExceptionOfType(MalformedException.class)
                    .isThrownBy(() -> ConsistencyProof.read(new WireReader(torn)));
        }
    }

    @Test
    void aCountAboveTheLongestPathIsMalformed() throws MalformedException {
        for (int count = 0; count < 256; count++) {
            Slice bytes = new WireWriter().u8(count).raw(new byte[255 * Hash.BYTES]).toSlice();
            if (count <= HashPath.LONGEST) {
                assertThat(ConsistencyProof.read(new WireReader(bytes)).path()).hasSize(count);
            } else {
                assertThatExceptionOfType(MalformedException.class)
                        .isThrownBy(() -> ConsistencyProof.read(new WireReader(bytes)));
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new ConsistencyProof(Events.hashes(65)));
    }

    private static RootAt flipped(RootAt root, int position) {
        return new RootAt(root.size(), Forgeries.withByteFlipped(root.root(), position));
    }
}
