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

class InclusionProofTest {
    private static final int SIZE = 70;

    private final List<Hash> events = Events.hashes(SIZE);
    private final MerkleTree tree = new MerkleTree(Events.nodes(events));

    @Test
    void noForgeryOfAProofVerifies() {
        for (int size : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 64, SIZE}) {
            RootAt root = tree.root(size);
            for (int index = 0; index < size; index++) {
                for (List<Hash> forgery : Forgeries.of(tree.inclusionProof(index, size).path())) {
                    assertThat(new InclusionProof(forgery).verify(events.get(index), index, root))
                            .as("leaf %d of %d by %s", index, size, forgery)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aProofHoldsForNoOtherEventPlaceOrRoot() {
        RootAt root = tree.root(SIZE);
        for (int index = 0; index < SIZE; index++) {
            InclusionProof proof = tree.inclusionProof(index, SIZE);
            Hash event = events.get(index);
            for (int other = 0; other < SIZE; other++) {
                assertThat(proof.verify(events.get(other), index, root)).isEqualTo(other == index);
                assertThat(proof.verify(event, other, root)).isEqualTo(other == index);
            }
            for (int position = 0; position < Hash.BYTES; position++) {
                assertThat(proof.verify(Forgeries.withByteFlipped(event, position), index, root)).isFalse();
                assertThat(proof.verify(event, index,
                        new RootAt(SIZE, Forgeries.withByteFlipped(root.root(), position)))).isFalse();
            }
        }
    }

    @Test
    void aPlaceOutsideOfTheTreeIsNotTakenForTheOneWithTheSameLowBits() {
        RootAt root = tree.root(8);
        for (int index = 0; index < 8; index++) {
            InclusionProof proof = tree.inclusionProof(index, 8);
            for (long alias : new long[] {index - 8L, index + 8L, index + 16L, index + Long.MIN_VALUE}) {
                assertThat(proof.verify(events.get(index), alias, root)).as("%d as %d", index, alias).isFalse();
            }
        }
    }

    @Test
    void aNodeIsNotTakenForAnEvent() {
        Hash parent = new TreeHash().node(new TreeHash().leaf(events.get(0)), new TreeHash().leaf(events.get(1)));
        InclusionProof beginningAtTheParent = new InclusionProof(
                tree.inclusionProof(0, 4).path().subList(1, 2));
        assertThat(beginningAtTheParent.verifyLeaf(parent, 0, new RootAt(2, tree.root(4).root()))).isTrue();
        assertThat(beginningAtTheParent.verify(parent, 0, new RootAt(2, tree.root(4).root()))).isFalse();
    }

    @Test
    void aPathThatEndsBelowTheRootOrGoesOnAboveItIsRefusedWhateverItLeadsTo() {
        TreeHash treeHash = new TreeHash();
        Hash event = events.get(0);
        List<Hash> path = tree.inclusionProof(0, 8).path();
        Hash below = treeHash.node(treeHash.node(treeHash.leaf(event), path.get(0)), path.get(1));
        assertThat(new InclusionProof(path.subList(0, 2)).verify(event, 0, new RootAt(8, below))).isFalse();

        List<Hash> longer = new ArrayList<>(path);
        longer.add(events.get(1));
        Hash above = treeHash.node(events.get(1), tree.root(8).root());
        assertThat(new InclusionProof(longer).verify(event, 0, new RootAt(8, above))).isFalse();
    }

    @Test
    void impossiblePlacesAndSizesAreNotProvenByAnything() {
        Hash event = events.get(0);
        InclusionProof longest = new InclusionProof(Collections.nCopies(HashPath.LONGEST, event));
        for (InclusionProof proof : List.of(new InclusionProof(List.of()), tree.inclusionProof(0, 5), longest)) {
            for (long index : new long[] {Long.MIN_VALUE, -1, 0, 1, 5, 6, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
                for (long size : new long[] {0, 1, 5, 1L << 62, Long.MAX_VALUE}) {
                    assertThat(proof.verify(event, index, new RootAt(size, event))).isFalse();
                }
            }
        }
    }

    @Test
    void theLongestPathThereCanBeVerifies() {
        TreeHash treeHash = new TreeHash();
        List<Hash> path = Events.hashes(63);
        Hash root = treeHash.leaf(events.get(0));
        for (Hash sibling : path) {
            root = treeHash.node(root, sibling);
        }
        assertThat(new InclusionProof(path).verify(events.get(0), 0, new RootAt(Long.MAX_VALUE, root))).isTrue();
    }

    @Test
    void aProofIsReadAsItWasWrittenAndNothingBeyondIt() throws MalformedException {
        InclusionProof proof = tree.inclusionProof(13, SIZE);
        WireWriter out = new WireWriter();
        proof.write(out);
        assertThat(out.length()).isEqualTo(1 + proof.path().size() * Hash.BYTES);
        WireReader in = new WireReader(out.u8(77).toSlice());
        assertThat(InclusionProof.read(in)).isEqualTo(proof);
        assertThat(in.remaining()).isEqualTo(1);
    }

    @Test
    void aTornProofIsMalformed() {
        WireWriter out = new WireWriter();
        tree.inclusionProof(13, SIZE).write(out);
        for (int length = 0; length < out.length(); length++) {
            Slice torn = Slice.of(out.toArray(), 0, length);
            assertThatExceptionOfType(MalformedException.class)
                    .isThrownBy(() -> InclusionProof.read(new WireReader(torn)));
        }
    }

    @Test
    void aCountAboveTheLongestPathIsMalformed() throws MalformedException {
        for (int count = 0; count < 256; count++) {
            Slice bytes = new WireWriter().u8(count).raw(new byte[255 * Hash.BYTES]).toSlice();
            if (count <= HashPath.LONGEST) {
                assertThat(InclusionProof.read(new WireReader(bytes)).path()).hasSize(count);
            } else {
                assertThatExceptionOfType(MalformedException.class)
                        .isThrownBy(() -> InclusionProof.read(new WireReader(bytes)));
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new InclusionProof(Events.hashes(65)));
    }
}
