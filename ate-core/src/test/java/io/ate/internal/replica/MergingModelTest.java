package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows of commits that nobody waits for, by two programs that change the same objects, against a sequential model: of
 * every edit exactly one thing comes, a version of its object that has it and nothing else new, or a refusal that names
 * its field; and what one program did to one object comes in the order in which it did it.
 */
final class MergingModelTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final int SEEDS = 60;
    private static final int OBJECTS = 3;
    private static final int FIELDS = 4;
    private static final Type<JsonNode> TYPE = Type.tree("card");

    /** An edit that gives a field a value that no other edit has. */
    private record Edit(String program, PrimaryKey object, String field, int value) {}

    private static final class Program {
        private final String name;
        private final World.Client client;
        private final Chain chain;
        private final List<CommitRejectedException> refused = new ArrayList<>();

        private Program(String name, World world, SignedGenesis genesis) {
            this.name = name;
            this.client = world.client();
            this.chain = Chains.over(client.open(World.wish(genesis, ALICE)), Session.of(ALICE),
                    AteConfig.defaults(), new Workers(world.steps, (_, _, _, _) -> true, Duration.ZERO))
                    .with(Scope.NONE);
            var _ = chain.onRefused(refused::add);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEditIsMergedOrReportedOnceAndInOrder(Trust trust) throws InterruptedException {
        long merged = 0;
        long reported = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed, trust);
            run.play();
            merged += run.assertEveryEditCame();
            reported += run.programs.stream().mapToInt(each -> each.refused.size()).sum();
        }
        assertThat(merged).as("edits that were merged").isGreaterThan(SEEDS * 5L);
        assertThat(reported).as("edits that clashed").isGreaterThan(SEEDS);
    }

    private static final class Run {
        private final long seed;
        private final RandomGenerator random;
        private final World world = new World();
        private final List<Program> programs;
        private final List<DaoRef<JsonNode>> objects = new ArrayList<>();
        private final List<Edit> edits = new ArrayList<>();

        private Run(long seed, Trust trust) {
            this.seed = seed;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(new ChainName("model"),
                    Genesis.of(Rules.inherit()).trust(trust), Session.of(ALICE));
            programs = List.of(new Program("one", world, genesis), new Program("two", world, genesis));
            for (int i = 0; i < OBJECTS; i++) {
                objects.add(programs.getFirst().chain.store(TYPE, JsonNodeFactory.instance.objectNode()));
            }
            world.settle();
        }

        private void play() {
            for (int i = 0; i < 60; i++) {
                Program program = programs.get(random.nextInt(programs.size()));
                edit(program);
                switch (random.nextInt(20)) {
                    case 0, 1 -> world.settle();
                    case 2 -> program.client.cut();
                    case 3 -> world.pass(100);
                    default -> {
                        // the next edit builds on this one
                    }
                }
            }
            world.pass(60_000);
        }

        private void edit(Program program) {
            DaoRef<JsonNode> object = objects.get(random.nextInt(OBJECTS));
            String field = "field" + random.nextInt(FIELDS);
            int value = edits.size() + 1;
            edits.add(new Edit(program.name, object.key(), field, value));
            program.chain.run(dio -> dio.load(object).update(each -> ((ObjectNode) each).put(field, value)));
        }

        /** Tells how many came. */
        private int assertEveryEditCame() throws InterruptedException {
            Map<PrimaryKey, JsonNode> last = new HashMap<>();
            List<Edit> came = new ArrayList<>();
            Chain witness = programs.getLast().chain;
            try (Changes changes = witness.changes(Position.START)) {
                while (changes.poll(Duration.ZERO)
                        .orElse(null) instanceof Change.Stored<JsonNode>(_, var ref, var of)) {
                    JsonNode before = last.put(ref.key(), of.value());
                    if (before != null) {
                        came.add(only(ref.key(), before, of.value()));
                    }
                }
            }
            assertThat(came).as("seed %s", seed).doesNotHaveDuplicates();
            for (Program program : programs) {
                assertInOrder(program, came);
                for (DaoRef<JsonNode> object : objects) {
                    JsonNode seen = program.chain.<JsonNode, RuntimeException>commit(dio -> dio.load(object).value());
                    assertThat(seen).as("seed %s", seed).isEqualTo(last.get(object.key()));
                }
            }
            return came.size();
        }

        private void assertInOrder(Program program, List<Edit> came) {
            List<Edit> mine = edits.stream().filter(each -> each.program.equals(program.name)).toList();
            List<Edit> missing = mine.stream().filter(each -> !came.contains(each)).toList();
            assertThat(program.refused).as("what did not come of %s, seed %s", missing, seed)
                    .hasSameSizeAs(missing)
                    .extracting(e -> e.object().orElseThrow() + " " + ((ConflictException) e).fields())
                    .containsExactlyInAnyOrderElementsOf(missing.stream()
                            .map(each -> each.object + " [" + each.field + "]")
                            .toList());
            for (DaoRef<JsonNode> object : objects) {
                assertThat(came.stream()
                        .filter(each -> each.program.equals(program.name) && each.object.equals(object.key()))
                        .mapToInt(Edit::value)).as("seed %s", seed).isSorted();
            }
        }

        private Edit only(PrimaryKey object, JsonNode before, JsonNode after) {
            List<Edit> news = edits.stream()
                    .filter(each -> each.object.equals(object) && after.path(each.field).intValue(0) == each.value
                            && before.path(each.field).intValue(0) != each.value)
                    .toList();
            assertThat(news).as("%s after %s, seed %s", after, before, seed).hasSize(1);
            return news.getFirst();
        }
    }
}
