package io.ate.internal.replica;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.Outbox;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that write into their outboxes, on line and off, and whose machines fail at any moment, against a sequential
 * model: whatever was said to lie in the outbox comes into the chain once, in the order in which its program wrote it,
 * or is reported as refused; and nothing comes twice.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // with as many seeds as anybody asks for
final class OutboxModelTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final int SEEDS = Integer.getInteger("ate.outbox.seeds", 25);
    private static final int OBJECTS = 3;
    private static final int FIELDS = 4;
    private static final int NO_FIELD = -1;
    private static final Type<JsonNode> TYPE = Type.tree("card");

    /**
     * An edit that gives a field a value that no other edit has; or, without a field, that of an object of its own.
     */
    private record Edit(String program, PrimaryKey object, int field, int value, CompletableFuture<?> kept) {
        private String name() {
            return "field" + field;
        }

        private boolean isKept() {
            return kept.isDone() && !kept.isCompletedExceptionally();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatLiesInTheOutboxComesOnceAndInOrder(Trust trust) throws InterruptedException {
        long came = 0;
        long reported = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed, trust);
            try {
                run.play();
                came += run.assertEveryEditCame();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            reported += run.programs.stream().mapToInt(each -> each.refused().size()).sum();
        }
        assertThat(came).as("edits that came").isGreaterThan(SEEDS * 10L);
        assertThat(reported).as("edits that clashed").isPositive();
    }

    private static final class Run {
        private final RandomGenerator random;
        private final World world = new World();
        private final List<OutboxProgram> programs;
        private final List<DaoRef<JsonNode>> objects = new ArrayList<>();
        private final List<Edit> edits = new ArrayList<>();

        private Run(long seed, Trust trust) {
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(new ChainName("model"),
                    Genesis.of(Rules.inherit()).trust(trust), Session.of(ALICE));
            programs = List.of(new OutboxProgram("one", world, genesis, edits::size, ALICE),
                    new OutboxProgram("two", world, genesis, edits::size, ALICE));
            world.pass(1_000);
            Chain first = programs.getFirst().chain();
            for (int i = 0; i < OBJECTS; i++) {
                var stored = first
                        .commitAsync(dio -> dio.store(TYPE, JsonNodeFactory.instance.objectNode()).ref());
                world.settle();
                objects.add(stored.join());
            }
        }

        private void play() {
            for (int i = 0; i < 60; i++) {
                OutboxProgram program = programs.get(random.nextInt(programs.size()));
                edit(program);
                program.meet(random, () -> edit(program));
            }
            world.full = false;
            programs.forEach(OutboxProgram::recover);
            world.pass(120_000);
        }

        private void edit(OutboxProgram program) {
            int value = edits.size();
            int field = random.nextInt(FIELDS + 1) - 1;
            DaoRef<JsonNode> object = objects.get(random.nextInt(OBJECTS));
            CompletableFuture<PrimaryKey> kept = program.chain().commitAsync(dio -> {
                if (field == NO_FIELD) {
                    return dio.store(TYPE, JsonNodeFactory.instance.objectNode().put("born", value)).key();
                }
                dio.load(object).update(each -> ((ObjectNode) each).put("field" + field, value));
                return object.key();
            });
            edits.add(new Edit(program.name(), object.key(), field, value, kept));
        }

        /** Tells how many came. */
        private int assertEveryEditCame() throws InterruptedException {
            Map<PrimaryKey, JsonNode> last = new HashMap<>();
            List<Edit> came = new ArrayList<>();
            Chain witness = programs.getLast().chain();
            try (Changes changes = witness.changes(Position.START)) {
                while (changes.poll(Duration.ZERO)
                        .orElse(null) instanceof Change.Stored<JsonNode>(_, var ref, var of)) {
                    JsonNode before = last.put(ref.key(), of.value());
                    if (before != null) {
                        came.add(only(ref.key(), before, of.value()));
                    } else if (of.value().has("born")) {
                        came.add(edits.get(of.value().path("born").intValue()));
                    }
                }
            }
            assertThat(came).as("nothing comes twice").doesNotHaveDuplicates();
            for (OutboxProgram program : programs) {
                assertAllThere(program, came);
                for (DaoRef<JsonNode> object : objects) {
                    JsonNode seen = program.chain().<JsonNode, RuntimeException>commit(dio -> dio.load(object).value());
                    assertThat(seen).isEqualTo(last.get(object.key()));
                }
            }
            return came.size();
        }

        private void assertAllThere(OutboxProgram program, List<Edit> came) {
            List<Edit> missing = edits.stream()
                    .filter(each -> each.program.equals(program.name()) && each.isKept() && !came.contains(each))
                    .toList();
            List<Outbox.Kept> left = program.chain().outbox().commits();
            assertThat(left).extracting(Outbox.Kept::state)
                    .as("what is settled")
                    .allMatch(Outbox.State.REFUSED::equals);
            List<Integer> refused = left.stream().map(each -> (int) each.time().toEpochMilli()).toList();
            assertThat(refused).as("what is reported").doesNotHaveDuplicates().containsAll(numbers(missing));
            assertThat(refused).as("what came").doesNotContainAnyElementsOf(numbers(came));
            for (DaoRef<JsonNode> object : objects) {
                assertThat(came.stream()
                        .filter(each -> each.program.equals(program.name()) && each.field != NO_FIELD
                                && each.object.equals(object.key()))
                        .mapToInt(Edit::value)).as("order").isSorted();
            }
        }

        private static List<Integer> numbers(List<Edit> edits) {
            return edits.stream().map(Edit::value).toList();
        }

        private Edit only(PrimaryKey object, JsonNode before, JsonNode after) {
            List<Edit> news = edits.stream()
                    .filter(each -> each.field != NO_FIELD && each.object.equals(object)
                            && after.path(each.name()).intValue(-1) == each.value
                            && before.path(each.name()).intValue(-1) != each.value)
                    .toList();
            assertThat(news).as("%s after %s", after, before).hasSize(1);
            return news.getFirst();
        }
    }
}
