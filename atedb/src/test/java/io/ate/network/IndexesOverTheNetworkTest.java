package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.Index;
import io.ate.IndexKey;
import io.ate.KeyBundle;
import io.ate.MaterializedView;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Indexes and views of several clients of one chain are what a plain model of what they all did is. */
class IndexesOverTheNetworkTest {
    private static final String NAME = "example.com/alice/parts";
    private static final Field.Vec<Part> PARTS = Field.vec("parts", Part.class);

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    record Shelf(String name) {}

    record Part(String group, int price) {}

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    /** A part as the model has it: below another object, in the end below a shelf. */
    private record Modelled(PrimaryKey key, PrimaryKey parent, Part part, long born) {}

    /** What everybody did, one after the other. */
    private static final class Model {
        private final Map<PrimaryKey, Modelled> parts = new HashMap<>();
        private final List<PrimaryKey> shelves = new ArrayList<>();
        private final Set<PrimaryKey> bobs = new HashSet<>();
        private long born;

        void add(PrimaryKey key, PrimaryKey parent, Part part) {
            parts.put(key, new Modelled(key, parent, part, born++));
        }

        void change(PrimaryKey key, Part part) {
            Modelled old = parts.get(key);
            parts.put(key, new Modelled(key, old.parent, part, old.born));
        }

        void delete(PrimaryKey key) {
            parts.remove(key);
            shelves.remove(key);
            parts.values()
                    .stream()
                    .filter(each -> each.parent.equals(key))
                    .map(Modelled::key)
                    .toList()
                    .forEach(this::delete);
        }

        boolean isBobs(Modelled part) {
            PrimaryKey at = part.key;
            while (parts.containsKey(at)) {
                at = parts.get(at).parent;
            }
            return bobs.contains(at);
        }

        List<PrimaryKey> sorted(Predicate<Modelled> wanted) {
            return parts.values()
                    .stream()
                    .filter(wanted)
                    .sorted(Comparator.comparing((Modelled each) -> each.part.group)
                            .thenComparingInt(each -> each.part.price)
                            .thenComparingLong(Modelled::born))
                    .map(Modelled::key)
                    .toList();
        }

        int total() {
            return parts.values().stream().mapToInt(each -> each.part.price).sum();
        }
    }

    private static Index<Part, IndexKey<String, Integer>> index(Chain chain) {
        return chain.index(Part.class, part -> IndexKey.of(part.group(), part.price()));
    }

    private static List<PrimaryKey> keys(Index<Part, IndexKey<String, Integer>> index, long sequence) {
        index.await(sequence);
        return index.all().stream().map(each -> each.ref().key()).toList();
    }

    @Test
    void aFunctionThatLeavesItsThreadInterruptedHarmsNoIndex() {
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address(), AteConfig.builder().lazyPayloads(0).build());
                AteClient writing = AteClient.create(server.address());
                Chain chain = client.open(NAME, Session.of(alice));
                Chain writer = writing.open(NAME, Session.of(alice))) {
            Index<Part, String> rude = chain.index(Part.class, part -> {
                Thread.currentThread().interrupt();
                return part.group();
            });
            Index<Shelf, String> polite = chain.index(Shelf.class, Shelf::name);
            for (int i = 0; i < 3; i++) {
                int price = i;
                writer.run(dio -> {
                    dio.store(new Part("screws", price));
                    dio.store(new Shelf("at the door"));
                });
            }
            rude.await(writer.sequence());
            polite.await(writer.sequence());
            assertThat(rude.equal("screws")).hasSize(3);
            assertThat(polite.equal("at the door")).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theIndexesOfAllClientsAreWhatTheModelSays(Trust trust) {
        long seed = 7L + trust.ordinal();
        Random random = new Random(seed);
        Model model = new Model();
        ClientConfig knowingAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));
        try (AteServer server = AteServer.inMemory();
                AteClient first = AteClient.create(server.address());
                AteClient second = AteClient.create(server.address());
                AteClient third = AteClient.create(server.address(), AteConfig.defaults(), knowingAlice);
                Chain one = first.create(NAME, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust));
                Chain two = second.openExisting(NAME, Session.of(alice));
                Chain his = openedByBob(one, third);
                Index<Part, IndexKey<String, Integer>> ofOne = index(one);
                Index<Part, IndexKey<String, Integer>> ofTwo = index(two);
                Index<Part, IndexKey<String, Integer>> ofHis = index(his);
                MaterializedView<Integer> total = two.view(Part.class, 0, (sum, part) -> sum + part.price(),
                        (sum, part) -> sum - part.price())) {
            for (int round = 0; round < 12; round++) {
                for (int i = 0; i < 12; i++) {
                    Chain writer = random.nextBoolean() ? one : two;
                    writer.await(Math.max(one.sequence(), two.sequence()));
                    step(writer, model, random);
                }
                long reached = Math.max(one.sequence(), two.sequence());
                String when = "seed " + seed + ", round " + round;
                List<PrimaryKey> all = model.sorted(_ -> true);
                List<PrimaryKey> bobs = model.sorted(model::isBobs);
                assertThat(keys(ofOne, reached)).as(when).isEqualTo(all);
                assertThat(keys(ofTwo, reached)).as(when).isEqualTo(all);
                assertThat(keys(ofHis, reached)).as("%s, bob", when).isEqualTo(bobs);
                assertThat(ofHis.unreadable()).as("%s, bob", when).isEqualTo(all.size() - bobs.size());
                total.await(reached);
                assertThat(total.get()).as(when).isEqualTo(model.total());
                try (Index<Part, IndexKey<String, Integer>> begunNow = index(his)) {
                    assertThat(keys(begunNow, reached)).as("%s, begun anew", when).isEqualTo(bobs);
                }
            }
            assertThat(model.bobs).as("seed %s: there were grants", seed).isNotEmpty();
        }
    }

    /** The server shows the chain only to whom some rule of it names. */
    private Chain openedByBob(Chain chain, AteClient client) {
        chain.store(new Shelf("bob's"), Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys()));
        return client.openExisting(NAME, Session.of(bob));
    }

    private void step(Chain chain, Model model, Random random) {
        List<PrimaryKey> parts = model.sorted(_ -> true);
        int choice = random.nextInt(10);
        if (model.shelves.isEmpty() || choice == 0) {
            model.shelves.add(chain.store(new Shelf("shelf")).key());
        } else if (parts.isEmpty() || choice < 5) {
            PrimaryKey parent = parts.isEmpty() || random.nextBoolean() ? any(model.shelves, random)
                    : any(parts, random);
            Part part = part(random);
            DaoRef<Part> added = chain
                    .commit(dio -> dio.find(parent).orElseThrow().in(PARTS).add(part).ref());
            model.add(added.key(), parent, part);
        } else if (choice < 8) {
            PrimaryKey one = any(parts, random);
            PrimaryKey other = any(parts, random);
            Part changed = part(random);
            chain.run(dio -> {
                dio.load(DaoRef.of(Part.class, one)).update(_ -> changed);
                dio.load(DaoRef.of(Part.class, other)).update(_ -> changed);
            });
            model.change(one, changed);
            model.change(other, changed);
        } else if (choice == 8) {
            PrimaryKey gone = random.nextInt(4) == 0 ? any(model.shelves, random) : any(parts, random);
            chain.delete(DaoRef.of(Type.tree(), gone));
            model.delete(gone);
        } else {
            PrimaryKey shared = any(model.shelves, random);
            chain.run(dio -> dio.load(DaoRef.of(Shelf.class, shared)).grantRead(bob.publicKeys()));
            model.bobs.add(shared);
        }
    }

    private static Part part(Random random) {
        return new Part("group " + random.nextInt(3), random.nextInt(5));
    }

    private static PrimaryKey any(List<PrimaryKey> keys, Random random) {
        return keys.get(random.nextInt(keys.size()));
    }

    @Test
    void anIndexShowsWhatIsConfirmedAndNothingElse() {
        AteServer server = AteServer.inMemory();
        try (AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NAME, Session.of(alice));
                Index<Part, IndexKey<String, Integer>> index = index(chain)) {
            DaoRef<Part> confirmed = chain.store(new Part("confirmed", 1));
            index.await(chain.sequence());
            server.close();

            DaoRef<Part> unanswered = chain.with(Scope.NONE).store(new Part("unanswered", 1));
            chain.with(Scope.NONE).overwrite(confirmed, new Part("changed", 1));

            assertThat(chain.get(unanswered).group()).isEqualTo("unanswered");
            try (Index<Part, IndexKey<String, Integer>> begunNow = index(chain)) {
                assertThat(begunNow.all()).extracting(Index.Entry::value).containsExactly(new Part("confirmed", 1));
            }
            assertThat(index.all()).extracting(Index.Entry::value).containsExactly(new Part("confirmed", 1));
        } finally {
            server.close();
        }
    }
}
