package io.ate.internal.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds of a merge field by field, whatever was changed. */
class FieldMergeTest {
    private static final int SEEDS = 3_000;
    private static final ObjectMapper JSON = ExactJson.builder(1_000).build();

    /** Trees by chance, with few names, so that changes meet. */
    private record Trees(long seed, RandomGenerator random) {
        static Trees of(long seed) {
            return new Trees(seed, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        }

        JsonNode tree(int depth) {
            return switch (random.nextInt(depth > 0 ? 7 : 4)) {
                case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(3));
                case 1 -> JsonNodeFactory.instance.stringNode("text " + random.nextInt(3));
                case 2 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
                case 3 -> JsonNodeFactory.instance.numberNode(new BigDecimal("0.1" + random.nextInt(3)));
                case 4 -> {
                    ArrayNode array = JsonNodeFactory.instance.arrayNode();
                    IntStream.range(0, random.nextInt(3)).forEach(_ -> array.add(tree(depth - 1)));
                    yield array;
                }
                default -> object(depth);
            };
        }

        ObjectNode object(int depth) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            IntStream.range(0, random.nextInt(5))
                    .forEach(_ -> object.set("field" + random.nextInt(6), tree(depth - 1)));
            return object;
        }

        /** The same with some fields set, changed or removed. */
        ObjectNode changed(ObjectNode from, int depth) {
            ObjectNode changed = from.deepCopy();
            for (int i = random.nextInt(4); i > 0; i--) {
                String name = "field" + random.nextInt(6);
                if (random.nextInt(4) == 0) {
                    changed.remove(name);
                } else if (changed.get(name) instanceof ObjectNode inner && depth > 0) {
                    changed.set(name, changed(inner, depth - 1));
                } else {
                    changed.set(name, tree(depth - 1));
                }
            }
            return changed;
        }
    }

    @Test
    void whatOneSideAloneChangedIsTakenAsItIs() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Trees trees = Trees.of(seed);
            ObjectNode base = trees.object(3);
            ObjectNode changed = trees.changed(base, 3);

            assertThat(whole(base, changed, base, seed)).as("seed %s", seed).isEqualTo(changed);
            assertThat(whole(base, base, changed, seed)).as("seed %s", seed).isEqualTo(changed);
            assertThat(whole(base, changed, changed, seed)).as("seed %s", seed).isEqualTo(changed);
        }
    }

    @Test
    void theTwoSidesAreAlike() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Trees trees = Trees.of(seed);
            ObjectNode base = trees.object(3);
            ObjectNode mine = trees.changed(base, 3);
            ObjectNode theirs = trees.changed(base, 3);

            FieldMerge.Result one = FieldMerge.merge(base, mine, theirs);
            FieldMerge.Result other = FieldMerge.merge(base, theirs, mine);
            assertThat(one.isWhole()).as("seed %s", seed).isEqualTo(other.isWhole());
            assertThat(one.clashes()).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(other.clashes());
            if (one.isWhole()) {
                assertThat(one.merged()).as("seed %s", seed).isEqualTo(other.merged());
            }
        }
    }

    @Test
    void changesOfDifferentFieldsAllSurvive() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Trees trees = Trees.of(seed);
            ObjectNode left = trees.object(3);
            ObjectNode right = trees.object(3);
            ObjectNode changedLeft = trees.changed(left, 3);
            ObjectNode changedRight = trees.changed(right, 3);

            assertThat(whole(pair(left, right), pair(changedLeft, right), pair(left, changedRight), seed))
                    .as("seed %s", seed)
                    .isEqualTo(pair(changedLeft, changedRight));
        }
    }

    private static ObjectNode pair(ObjectNode left, ObjectNode right) {
        ObjectNode pair = JsonNodeFactory.instance.objectNode();
        pair.setAll(left.deepCopy());
        pair.putObject("inner").setAll(right.deepCopy());
        return pair;
    }

    @Test
    void whateverClashesBothSidesChangedToDifferentValues() {
        int clashed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Trees trees = Trees.of(seed);
            ObjectNode base = trees.object(3);
            ObjectNode mine = trees.changed(base, 3);
            ObjectNode theirs = trees.changed(base, 3);

            for (String path : FieldMerge.merge(base, mine, theirs).clashes()) {
                clashed++;
                assertThat(at(mine, path)).as("%s, seed %s", path, seed).isNotEqualTo(at(theirs, path));
                assertThat(at(base, path)).as("%s, seed %s", path, seed).isNotEqualTo(at(theirs, path));
                assertThat(at(base, path)).as("%s, seed %s", path, seed).isNotEqualTo(at(mine, path));
            }
        }
        assertThat(clashed).as("clashes at all").isGreaterThan(SEEDS / 10);
    }

    private static JsonNode at(JsonNode tree, String path) {
        JsonNode at = tree;
        for (String name : path.split("\\.", -1)) {
            at = at.path(name);
        }
        return at;
    }

    @Test
    void nothingOfTheThreeIsChanged() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Trees trees = Trees.of(seed);
            List<ObjectNode> three = new ArrayList<>(List.of(trees.object(3)));
            three.add(trees.changed(three.getFirst(), 3));
            three.add(trees.changed(three.getFirst(), 3));
            List<ObjectNode> before = three.stream().map(ObjectNode::deepCopy).toList();

            FieldMerge.merge(three.get(0), three.get(1), three.get(2));

            assertThat(three).as("seed %s", seed).isEqualTo(before);
        }
    }

    private static JsonNode whole(JsonNode base, JsonNode mine, JsonNode theirs, long seed) {
        FieldMerge.Result result = FieldMerge.merge(base, mine, theirs);
        assertThat(result.isWhole()).as("%s at seed %s", result.clashes(), seed).isTrue();
        return result.merged();
    }

    @Test
    void anArrayIsTakenFromTheSideThatChangedItAndIsAClashWhereBothDid() {
        assertThat(merged("{'a':[1,2],'b':1}", "{'a':[2,1],'b':1}", "{'a':[1,2],'b':2}"))
                .isEqualTo(json("{'a':[2,1],'b':2}"));
        assertThat(clashes("{'a':[1,2]}", "{'a':[1,2,3]}", "{'a':[0,1,2]}")).containsExactly("a");
    }

    @Test
    void aClashIsNamedByItsPath() {
        assertThat(clashes("{'a':{'b':1,'c':{}}}", "{'a':{'b':2,'c':{'d':1}}}", "{'a':{'b':3,'c':{'d':2}}}"))
                .containsExactly("a.b", "a.c.d");
        assertThat(clashes("{'a':1}", "{}", "{'a':2}")).as("removed and changed").containsExactly("a");
    }

    @Test
    void aValueWithoutFieldsIsMergedIfOneSideLeftItAsItWas() {
        assertThat(merged("1", "1", "2")).isEqualTo(json("2"));
        assertThat(FieldMerge.merge(json("1"), json("2"), json("3")).isWhole()).isFalse();
        assertThat(clashes("1", "2", "3")).isEmpty();
    }

    @Test
    void membersOfASealedFamilyAreNotMixed() {
        assertThat(clashes("{'@type':'A','x':1}", "{'@type':'B','y':1}", "{'@type':'A','x':2}"))
                .containsExactly("@type");
        assertThat(clashes("{'s':{'@type':'A','x':1}}", "{'s':{'@type':'B'}}", "{'s':{'@type':'A','x':2}}"))
                .containsExactly("s.@type");
        assertThat(merged("{'@type':'A','x':1}", "{'@type':'B','y':1}", "{'@type':'A','x':1}"))
                .isEqualTo(json("{'@type':'B','y':1}"));
    }

    @Test
    void whatOnlyIsWrittenDifferentlyGivesWayToARealChange() {
        assertThat(merged("{'b':1}", "{'a':null,'b':2}", "{'a':5,'b':1}")).isEqualTo(json("{'a':5,'b':2}"));
        assertThat(merged("{'a':1,'b':1}", "{'a':1.0,'b':2}", "{'a':3,'b':1}")).isEqualTo(json("{'a':3,'b':2}"));
        assertThat(merged("{'a':1}", "{'a':1.0}", "{'a':1}")).isEqualTo(json("{'a':1.0}"));
        JsonNode bytes = JsonNodeFactory.instance.objectNode().put("a", new byte[] {1, 2, 3});
        assertThat(FieldMerge.merge(json("{'a':'AQID'}"), bytes, json("{'a':'BAUG'}")).merged())
                .isEqualTo(json("{'a':'BAUG'}"));
    }

    @Test
    void aNumberKeepsItsDigits() {
        assertThat(merged("{'a':1.0}", "{'a':1.00}", "{'a':1.0,'b':1}")).hasToString("{\"a\":1.00,\"b\":1}");
    }

    private static JsonNode merged(String base, String mine, String theirs) {
        return whole(json(base), json(mine), json(theirs), 0);
    }

    private static List<String> clashes(String base, String mine, String theirs) {
        FieldMerge.Result result = FieldMerge.merge(json(base), json(mine), json(theirs));
        assertThat(result.isWhole()).isFalse();
        return result.clashes();
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
