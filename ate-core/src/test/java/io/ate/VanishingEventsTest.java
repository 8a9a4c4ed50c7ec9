package io.ate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compaction removes most of what ever happened in a chain of this process, and whoever works with it notices nothing.
 */
final class VanishingEventsTest {
    private static final Field.Vec<Leaf> LEAVES = Field.vec("leaves", Leaf.class);
    private static final Field.Map<String, Leaf> NAMED = Field.map("named", String.class, Leaf.class);
    private static final CompactionPolicy AT_ONCE = new CompactionPolicy.Auto(0.01, 1, Duration.ofMillis(1));

    @TypeName("branch")
    record Branch(int changes) {}

    @TypeName("leaf")
    record Leaf(int changes) {}

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private Chain open(Trust trust) {
        return Chain.open(folder, Session.of(alice), AteConfig.builder().compaction(AT_ONCE).build(),
                Genesis.of(Rules.inherit()).trust(trust));
    }

    /** Changes a chain at random, and knows what has to be in it. */
    private static final class Garden {
        private final Random random;
        private final PublicKeys reader;
        private final Map<DaoRef<Branch>, Branch> branches = new HashMap<>();
        private final Map<DaoRef<Leaf>, Leaf> leaves = new HashMap<>();
        private final Map<DaoRef<Leaf>, DaoRef<Branch>> places = new HashMap<>();
        private final Map<DaoRef<?>, Origin> created = new HashMap<>();
        private final Set<DaoRef<Branch>> opened = new HashSet<>();

        Garden(Random random, PublicKeys reader) {
            this.random = random;
            this.reader = reader;
        }

        private <T> T any(Collection<T> some) {
            return List.copyOf(some).get(random.nextInt(some.size()));
        }

        void change(Chain chain, int step) {
            int what = branches.isEmpty() ? 0 : leaves.isEmpty() ? 1 : random.nextInt(30);
            switch (what) {
                case 0 -> {
                    DaoRef<Branch> branch = chain.store(new Branch(0));
                    branches.put(branch, new Branch(0));
                    created.put(branch, chain.commit(dio -> dio.load(branch).created()));
                }
                case 1, 2 -> {
                    DaoRef<Branch> on = any(branches.keySet());
                    boolean named = random.nextBoolean();
                    DaoRef<Leaf> leaf = chain.commit(dio -> named
                            ? dio.load(on).in(NAMED).put("n" + step, new Leaf(0)).ref()
                            : dio.load(on).in(LEAVES).add(new Leaf(0)).ref());
                    leaves.put(leaf, new Leaf(0));
                    places.put(leaf, on);
                    created.put(leaf, chain.commit(dio -> dio.load(leaf).created()));
                }
                case 3 -> {
                    DaoRef<Branch> gone = any(branches.keySet());
                    chain.delete(gone);
                    branches.remove(gone);
                    Set<DaoRef<Leaf>> with = new HashSet<>(leaves.keySet());
                    with.removeIf(each -> !gone.equals(places.get(each)));
                    with.forEach(leaves::remove);
                }
                case 4 -> {
                    DaoRef<Leaf> gone = any(leaves.keySet());
                    chain.delete(gone);
                    leaves.remove(gone);
                }
                case 5, 6, 7 -> {
                    DaoRef<Leaf> leaf = any(leaves.keySet());
                    DaoRef<Branch> to = any(branches.keySet());
                    if (!leaf.key().isDerived() && !opened.contains(to) && !opened.contains(places.get(leaf))) {
                        chain.run(dio -> dio.load(leaf).moveTo(dio.load(to).in(LEAVES)));
                        places.put(leaf, to);
                    }
                }
                case 8 -> {
                    DaoRef<Branch> branch = any(branches.keySet());
                    chain.run(dio -> dio.load(branch).grantRead(reader));
                    opened.add(branch);
                }
                default -> {
                    DaoRef<Leaf> leaf = any(leaves.keySet());
                    DaoRef<Branch> branch = any(branches.keySet());
                    Leaf nextLeaf = new Leaf(leaves.get(leaf).changes() + 1);
                    Branch nextBranch = new Branch(branches.get(branch).changes() + 1);
                    chain.run(dio -> {
                        dio.load(leaf).update(_ -> nextLeaf);
                        dio.load(branch).update(_ -> nextBranch);
                    });
                    leaves.put(leaf, nextLeaf);
                    branches.put(branch, nextBranch);
                }
            }
        }

        void assertIsIn(Chain chain) {
            chain.run(dio -> {
                Map<DaoRef<Branch>, Branch> foundBranches = new HashMap<>();
                Map<DaoRef<Leaf>, Leaf> foundLeaves = new HashMap<>();
                for (DaoRef<Branch> each : branches.keySet()) {
                    Dao<Branch> branch = dio.load(each);
                    foundBranches.put(each, branch.value());
                    assertThat(branch.created()).isEqualTo(created.get(each));
                    List<Dao<Leaf>> below = new ArrayList<>(branch.in(LEAVES).stream().toList());
                    below.addAll(branch.in(NAMED).stream().toList());
                    below.forEach(leaf -> {
                        foundLeaves.put(leaf.ref(), leaf.value());
                        assertThat(places.get(leaf.ref())).isEqualTo(each);
                        assertThat(leaf.created()).isEqualTo(created.get(leaf.ref()));
                    });
                }
                assertThat(foundBranches).isEqualTo(branches);
                assertThat(foundLeaves).isEqualTo(leaves);
            });
        }

        /** Who follows the chain from its beginning comes to what there is. */
        void assertIsTold(Chain chain) throws InterruptedException {
            Map<DaoRef<?>, Object> told = new HashMap<>();
            try (Bus<Branch> all = chain.bus(Branch.class, Position.START)) {
                for (Optional<Change<Branch>> next = all.poll(Duration.ZERO); next.isPresent(); next = all
                        .poll(Duration.ZERO)) {
                    switch (next.get()) {
                        case Change.Stored<Branch> stored -> told.put(stored.ref(), stored.value());
                        case Change.Deleted<Branch> deleted -> told.remove(deleted.ref());
                    }
                }
            }
            assertThat(told).isEqualTo(branches);
        }
    }

    @ParameterizedTest
    @CsvSource({"CENTRALIZED, 1", "CENTRALIZED, 2", "CENTRALIZED, 3", "DISTRIBUTED, 4", "DISTRIBUTED, 5"})
    void thereIsWhatThereHasToBe(Trust trust, long seed) throws InterruptedException {
        Garden garden = new Garden(new Random(seed), bob.publicKeys());
        for (int round = 0; round < 3; round++) {
            try (Chain chain = open(trust)) {
                garden.assertIsIn(chain);
                for (int step = 0; step < 150; step++) {
                    garden.change(chain, 1000 * round + step);
                }
                garden.assertIsIn(chain);
                garden.assertIsTold(chain);
            }
        }
    }
}
