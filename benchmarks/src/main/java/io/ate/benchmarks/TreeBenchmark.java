package io.ate.benchmarks;

import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.tree.MemoryTreeNodes;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a tree of a million events costs: per event appended, per root, and per proof made and verified. Proofs are made
 * from memory, so these are the costs of hashing; a log adds those of reading the same few hundred event hashes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TreeBenchmark {
    /** About a million and about half of it, each 255 leaves beyond the last stored node: the most expensive case. */
    private static final int SIZE = 0xF41FF;
    private static final int EARLIER = 0x7A0FF;

    private final MemoryTreeNodes nodes = new MemoryTreeNodes();
    private final MerkleTree tree = new MerkleTree(nodes);
    private final MerkleFrontier frontier = new MerkleFrontier();
    private Hash event = RootAt.EMPTY.root();
    private RootAt earlier = RootAt.EMPTY;
    private RootAt later = RootAt.EMPTY;
    private InclusionProof inclusion = new InclusionProof(List.of());
    private ConsistencyProof consistency = ConsistencyProof.EMPTY;

    @Setup
    public void grow() {
        Random random = new Random(1);
        byte[] bytes = new byte[Hash.BYTES];
        for (int i = 0; i < SIZE; i++) {
            random.nextBytes(bytes);
            Hash hash = Hash.of(bytes);
            nodes.append(hash);
            if (i == EARLIER) {
                event = hash;
            }
        }
        earlier = tree.root(EARLIER);
        later = tree.root(SIZE);
        inclusion = tree.inclusionProof(EARLIER, SIZE);
        consistency = tree.consistencyProof(EARLIER, SIZE);
        if (!inclusion.verify(event, EARLIER, later) || !consistency.verify(earlier, later)) {
            throw new IllegalStateException("What is to be measured does not verify");
        }
    }

    @Benchmark
    public void append() {
        frontier.append(event);
    }

    @Benchmark
    public RootAt rootOfTheFrontier() {
        frontier.append(event);
        return frontier.root();
    }

    @Benchmark
    public RootAt rootFromStoredNodes() {
        return tree.root(SIZE);
    }

    @Benchmark
    public InclusionProof proveInclusion() {
        return tree.inclusionProof(EARLIER, SIZE);
    }

    @Benchmark
    public ConsistencyProof proveConsistency() {
        return tree.consistencyProof(EARLIER, SIZE);
    }

    @Benchmark
    public boolean verifyInclusion() {
        return inclusion.verify(event, EARLIER, later);
    }

    @Benchmark
    public boolean verifyConsistency() {
        return consistency.verify(earlier, later);
    }
}
