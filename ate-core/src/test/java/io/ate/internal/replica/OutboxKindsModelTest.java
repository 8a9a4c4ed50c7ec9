package io.ate.internal.replica;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.Outbox;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that make commits of every kind, under one key or two and in one scope or all, while their machines fail:
 * they update, overwrite what has a name, put into maps, and add to collections, delete there and move from one to
 * another. What the outbox took comes once, behind what its program did before to the same objects, or is reported as
 * refused; and who has nobody beside him is refused nothing.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // with as many seeds as anybody asks for
final class OutboxKindsModelTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final int SEEDS = Integer.getInteger("ate.outbox.seeds", 3);
    private static final int EDITS = 40;
    private static final int OBJECTS = 3;
    private static final ChainName NAME = new ChainName("kinds");
    private static final Type<JsonNode> TYPE = Type.tree("card");
    private static final Field.Vec<JsonNode> PARTS = Field.vec("parts", TYPE);
    private static final Field.Map<String, JsonNode> BY_NAME = Field.map("byName", String.class, TYPE);

    /** Who is there, and what they do. */
    private enum Cast {
        ALONE(1, false, false),
        ALONE_WITH_TWO_KEYS(1, true, false),
        RIVALS(2, false, false),
        RIVALS_WITH_TWO_KEYS(2, true, false),
        RIVALS_IN_ALL_SCOPES(2, false, true),
        RIVALS_WITH_TWO_KEYS_IN_ALL_SCOPES(2, true, true);

        private final int programs;
        private final boolean twoKeys;
        private final boolean allScopes;

        Cast(int programs, boolean twoKeys, boolean allScopes) {
            this.programs = programs;
            this.twoKeys = twoKeys;
            this.allScopes = allScopes;
        }

        private HeldKeys[] keys() {
            return twoKeys ? new HeldKeys[] {ALICE, BOB} : new HeldKeys[] {ALICE};
        }

        private List<Scope> scopes() {
            return allScopes ? List.of(Scope.LOCAL, Scope.LOCAL, Scope.NONE, Scope.FULL) : List.of(Scope.LOCAL);
        }

        /** Tells whether nothing is lost that something in the outbox may build on. */
        private boolean isAllKept() {
            return !allScopes;
        }

        /** The same, and nobody changes it meanwhile. */
        private boolean isUndisturbed() {
            return programs == 1 && isAllKept();
        }
    }

    /** What a program did with one commit. */
    private static final class Edit {
        private final OutboxProgram program;
        private final int key;
        private final Scope scope;
        private boolean changing;
        private CompletableFuture<?> kept = CompletableFuture.failedFuture(new IllegalStateException("not made"));

        private Edit(OutboxProgram program, int key, Scope scope) {
            this.program = program;
            this.key = key;
            this.scope = scope;
        }

        /**
         * Whose order it comes in: across keys that is the program's, unless what tells it is lost, as a program begins
         * with one of its keys.
         */
        private String line(Cast cast) {
            return program.name() + (cast.isAllKept() ? "" : " by key " + key);
        }

        private boolean isKept() {
            return scope == Scope.LOCAL && changing && kept.isDone() && !kept.isCompletedExceptionally();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverAProgramDoesComesOnceAndInOrder(Trust trust) {
        long came = 0;
        long refused = 0;
        for (Cast cast : Cast.values()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                Run run = new Run(seed, cast, trust);
                try {
                    run.play();
                    came += run.assertEveryEditCame();
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(cast + ", seed " + seed, e);
                }
                refused += run.programs.stream().mapToInt(each -> each.refused().size()).sum();
            }
        }
        assertThat(came).as("commits that came").isGreaterThan(SEEDS * 60L);
        assertThat(refused).as("commits that clashed").isPositive();
    }

    private static final class Run {
        private final Cast cast;
        private final RandomGenerator random;
        private final World world = new World();
        private final List<OutboxProgram> programs;
        private final List<DaoRef<JsonNode>> objects = new ArrayList<>();
        private final List<Edit> edits = new ArrayList<>();

        private Run(long seed, Cast cast, Trust trust) {
            this.cast = cast;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(NAME, Genesis.of(Rules.inherit()
                    .readableBy(ALICE.publicKeys(), BOB.publicKeys())
                    .writableBy(ALICE.publicKeys(), BOB.publicKeys()))
                    .trust(trust), Session.of(ALICE));
            programs = IntStream.range(0, cast.programs)
                    .mapToObj(each -> new OutboxProgram("program " + each, world, genesis, edits::size, cast.keys()))
                    .toList();
            world.pass(1_000);
            for (int i = 0; i < OBJECTS; i++) {
                Edit edit = begun(programs.getFirst(), 0, Scope.LOCAL);
                var stored = edit.program.chain().commitAsync(dio -> dio.store(TYPE, numbered("top")).ref());
                world.settle();
                objects.add(stored.join());
            }
        }

        /** From here on the number of what is made is that of the last edit. */
        private Edit begun(OutboxProgram program, int key, Scope scope) {
            Edit edit = new Edit(program, key, scope);
            edits.add(edit);
            return edit;
        }

        private ObjectNode numbered(String field) {
            return JsonNodeFactory.instance.objectNode().put(field, edits.size());
        }

        private void play() {
            for (int i = 0; i < EDITS; i++) {
                OutboxProgram program = programs.get(random.nextInt(programs.size()));
                edit(program);
                program.meet(random, () -> edit(program));
            }
            world.full = false;
            programs.forEach(OutboxProgram::recover);
            world.pass(120_000);
        }

        private void edit(OutboxProgram program) {
            Edit edit = begun(program, random.nextInt(cast.keys().length),
                    cast.scopes().get(random.nextInt(cast.scopes().size())));
            Chain chain = program.chains().get(edit.key).with(edit.scope);
            int kind = random.nextInt(9);
            int chance = random.nextInt(1_000);
            DaoRef<JsonNode> object = objects.get(random.nextInt(OBJECTS));
            DaoRef<JsonNode> another = objects.get(random.nextInt(OBJECTS));
            try {
                edit.kept = chain.commitAsync(dio -> {
                    edit.changing = change(dio, kind, chance, object, another);
                    return edit;
                });
            } catch (ChainUnavailableException | CommitRejectedException _) {
                edit.changing = false; // which the program is told at once
            }
        }

        /** Tells whether it changes anything. */
        private boolean change(Dio dio, int kind, int chance, DaoRef<JsonNode> object, DaoRef<JsonNode> another) {
            switch (kind) {
                case 0, 1 -> update(dio, object);
                case 2 -> dio.overwrite(dio.ref(TYPE, "name" + chance % 2), numbered("over"));
                case 3, 4 -> dio.load(object).in(PARTS).add(numbered("part"));
                case 5 -> dio.load(object).in(BY_NAME).put("key" + chance % 2, numbered("put"));
                default -> {
                    List<DaoRef<JsonNode>> parts = dio.load(object).in(PARTS).refs().toList();
                    if (parts.isEmpty()) {
                        return false;
                    }
                    DaoRef<JsonNode> part = parts.get(chance % parts.size());
                    switch (kind) {
                        case 6 -> dio.delete(part);
                        case 7 -> {
                            dio.load(part).moveTo(dio.load(another).in(PARTS));
                            return !another.equals(object); // else it is there already
                        }
                        default -> update(dio, part);
                    }
                }
            }
            return true;
        }

        private void update(Dio dio, DaoRef<JsonNode> object) {
            int number = edits.size();
            dio.load(object).update(each -> ((ObjectNode) each).put("field" + number, number));
        }

        /** Tells how many came. */
        private int assertEveryEditCame() {
            Set<Integer> came = new HashSet<>();
            Map<PrimaryKey, Map<String, List<Integer>>> byObject = new HashMap<>();
            OutboxProgram witness = programs.getLast();
            long number = witness.log().find(NAME).orElseThrow().number();
            try (LogReader reader = witness.log().reader(number, 0, Reading.HEADERS)) {
                while (reader.next()) {
                    var facts = reader.event().event().facts();
                    int edit = (int) facts.time() - 1;
                    if (edit >= 0 && edit < edits.size()) {
                        assertThat(reader.event().commitRecord() != null && !came.add(edit)).as("edit %s comes twice",
                                edit).isFalse();
                        byObject.computeIfAbsent(facts.key(), _ -> new HashMap<>())
                                .computeIfAbsent(edits.get(edit).line(cast), _ -> new ArrayList<>())
                                .add(edit);
                    }
                }
            }
            byObject.forEach((object, byLine) -> byLine.forEach(
                    (line, those) -> assertThat(those).as("%s to %s", line, object).isSorted()));
            programs.forEach(each -> assertAllThere(each, came));
            return came.size();
        }

        private void assertAllThere(OutboxProgram program, Set<Integer> came) {
            List<Outbox.Kept> left = program.chain().outbox().commits();
            assertThat(left).extracting(Outbox.Kept::state)
                    .as("what is settled")
                    .allMatch(Outbox.State.REFUSED::equals);
            if (cast.isUndisturbed()) {
                assertThat(left).as("what nobody stood in the way of").isEmpty();
            }
            List<Integer> refused = left.stream().map(each -> (int) each.time().toEpochMilli() - 1).toList();
            List<Integer> missing = IntStream.range(0, edits.size())
                    .filter(each -> edits.get(each).program.equals(program) && edits.get(each).isKept()
                            && !came.contains(each))
                    .boxed()
                    .toList();
            assertThat(refused).as("what is reported").doesNotHaveDuplicates().containsAll(missing);
            assertThat(refused).as("what came").doesNotContainAnyElementsOf(came);
        }
    }
}
