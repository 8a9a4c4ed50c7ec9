package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The entries, roots and proofs that the implementations of Certificate Transparency have been tested with since RFC
 * 6962 ({@code merkle_tree_test.cc} there, {@code testonly} and {@code proof/verify_test.go} in
 * transparency-dev/merkle).
 */
class PublishedVectorsTest {
    private static final List<byte[]> ENTRIES = Stream
            .of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private record Published(int from, int to, List<String> path) {
        List<Hash> hashes() {
            return path.stream().map(PublishedVectorsTest::hash).toList();
        }
    }

    /** Leaf, size, path. */
    private static final List<Published> INCLUSION = List.of(
            new Published(0, 8,
                    List.of("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")),
            new Published(5, 8,
                    List.of("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")),
            new Published(2, 3, List.of("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")),
            new Published(1, 5,
                    List.of("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")));

    /** Earlier size, later size, path. */
    private static final List<Published> CONSISTENCY = List.of(new Published(1, 1, List.of()),
            new Published(1, 8,
                    List.of("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")),
            new Published(6, 8,
                    List.of("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")),
            new Published(2, 5,
                    List.of("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")),
            new Published(6, 7,
                    List.of("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")));

    private static Hash hash(String digits) {
        return Hash.of(HexFormat.of().parseHex(digits));
    }

    private static RootAt root(int size) {
        return new RootAt(size, hash(ROOTS.get(size)));
    }

    @Test
    void theFrontierHasThePublishedRootAtEverySize() {
        MerkleFrontier frontier = new MerkleFrontier();
        assertThat(frontier.root()).isEqualTo(root(0)).isEqualTo(RootAt.EMPTY);
        for (byte[] entry : ENTRIES) {
            frontier.appendLeaf(RecursiveTree.leafHash(entry), NodeSink.NONE);
            assertThat(frontier.root()).isEqualTo(root((int) frontier.size()));
        }
    }

    @Test
    void thePublishedInclusionProofsVerify() {
        for (Published published : INCLUSION) {
            Hash leafHash = RecursiveTree.leafHash(ENTRIES.get(published.from()));
            assertThat(new InclusionProof(published.hashes()).verifyLeaf(leafHash, published.from(),
                    root(published.to()))).as("%s", published).isTrue();
        }
    }

    @Test
    void thePublishedConsistencyProofsVerify() {
        for (Published published : CONSISTENCY) {
            assertThat(new ConsistencyProof(published.hashes()).verify(root(published.from()), root(published.to())))
                    .as("%s", published)
                    .isTrue();
        }
    }

    @Test
    void theRecursiveTreeThatOtherTestsCompareWithGivesThePublishedRootsAndProofs() {
        RecursiveTree tree = RecursiveTree.ofEntries(ENTRIES);
        for (int size = 0; size <= ENTRIES.size(); size++) {
            assertThat(tree.root(size)).isEqualTo(root(size));
        }
        for (Published published : INCLUSION) {
            assertThat(tree.path(published.from(), published.to())).isEqualTo(published.hashes());
        }
        for (Published published : CONSISTENCY) {
            assertThat(tree.proof(published.from(), published.to())).isEqualTo(published.hashes());
        }
    }
}
