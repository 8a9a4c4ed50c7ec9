package io.ate.internal.tree;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a stranger sends as a proof is read as exactly that or refused, and proves nothing about our trees. */
class ProofFuzzTest {
    private static final MerkleTree TREE = new MerkleTree(Events.nodes(Events.hashes(13)));

    @FuzzTest
    void anyBytesAreAConsistencyProofOfNothingOrMalformed(byte[] bytes) {
        try {
            WireReader in = new WireReader(Slice.of(bytes, 0, bytes.length));
            ConsistencyProof proof = ConsistencyProof.read(in);
            WireWriter out = new WireWriter();
            proof.write(out);
            assertThat(out.toArray()).isEqualTo(Arrays.copyOf(bytes, in.position()));
            assertThat(proof.verify(TREE.root(6), TREE.root(13))).isEqualTo(proof.equals(TREE.consistencyProof(6, 13)));
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageMatching("(a proof of \\d+ hashes exceeds 64|ends \\d+ bytes too early)");
        }
    }

    @FuzzTest
    void anyBytesAreAnInclusionProofOfNothingOrMalformed(byte[] bytes) {
        try {
            InclusionProof proof = InclusionProof.read(new WireReader(Slice.of(bytes, 0, bytes.length)));
            for (int index = -1; index <= 13; index++) {
                assertThat(proof.verify(TREE.root(1).root(), index, TREE.root(13))).isFalse();
            }
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageMatching("(a proof of \\d+ hashes exceeds 64|ends \\d+ bytes too early)");
        }
    }

    @FuzzTest
    void anyBytesArePeaksThatHaveARootOrMalformed(byte[] bytes) {
        try {
            Peaks peaks = Peaks.read(new WireReader(Slice.of(bytes, 0, bytes.length)));
            assertThat(new MerkleFrontier(peaks).root().size()).isEqualTo(peaks.size());
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageMatching("(number \\d+ exceeds 2\\^63-1|ends \\d+ bytes too early)");
        }
    }
}
