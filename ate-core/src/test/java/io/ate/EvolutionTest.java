package io.ate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Programs of different age that share one chain: each has another class for the same type. */
class EvolutionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Type<JsonNode> TREE = Type.tree("person");

    private final Chain chain = Chain.temporary();

    /** What the first program wrote. */
    @TypeName("person")
    record Person1(String name) {}

    @TypeName("person")
    @TypeVersion(value = 2, upcaster = Steps.class)
    record Person2(String first, String last) {}

    @TypeName("person")
    @TypeVersion(value = 3, upcaster = Steps.class)
    record Person3(String first, String last, List<String> titles) {}

    @TypeName("person")
    @TypeVersion(2)
    record Forgetful(String first) {}

    @TypeName("person")
    @TypeVersion(value = 2, upcaster = Broken.class)
    record Disappointed(String first) {}

    /** Knows all steps that there are. */
    static final class Steps implements Upcaster {
        @Override
        public ObjectNode upcast(int from, ObjectNode stored) {
            assertThat(stored.has("@version")).isFalse();
            return switch (from) {
                case 1 -> {
                    String[] names = stored.remove("name").stringValue().split(" ", 2);
                    yield stored.put("first", names[0]).put("last", names[1]);
                }
                case 2 -> {
                    stored.putArray("titles");
                    yield stored;
                }
                default -> throw new IllegalArgumentException("version " + from);
            };
        }
    }

    static final class Broken implements Upcaster {
        @Override
        public ObjectNode upcast(int from, ObjectNode stored) {
            throw new IllegalStateException("no way");
        }
    }

    @TypeVersion(value = 2, upcaster = Shapes.class)
    sealed interface Shape permits Circle, Square {}

    record Circle(int diameter) implements Shape {}

    record Square(int side) implements Shape {}

    static final class Shapes implements Upcaster {
        @Override
        public ObjectNode upcast(int from, ObjectNode stored) {
            return stored.path("@type").stringValue("").equals("Circle")
                    ? stored.put("diameter", 2 * stored.remove("radius").intValue())
                    : stored;
        }
    }

    @TypeVersion(2)
    enum Color {
        RED
    }

    @TypeVersion(0)
    record Unborn(int x) {}

    @TypeVersion(value = 2, upcaster = Demanding.class)
    record Spoilt(int x) {}

    /** @param secret nobody gives it */
    record Demanding(String secret) implements Upcaster {
        @Override
        public ObjectNode upcast(int from, ObjectNode stored) {
            return stored.put("secret", secret);
        }
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private DaoRef<JsonNode> stored(String json) {
        return chain.store(TREE, JSON.readTree(json.replace('\'', '"')));
    }

    private JsonNode tree(DaoRef<?> ref) {
        return chain.get(DaoRef.of(Type.tree(ref.type().name()), ref.key()));
    }

    private static <T> DaoRef<T> as(Class<T> valueClass, DaoRef<?> ref) {
        return DaoRef.of(Type.of(valueClass), ref.key());
    }

    @Test
    void aValueOfAnOlderVersionIsReadStepByStepAndStoredInTheNewOneByAnUpdate() {
        DaoRef<JsonNode> ada = stored("{'name':'Ada Lovelace','born':1815}");

        assertThat(chain.get(as(Person3.class, ada))).isEqualTo(new Person3("Ada", "Lovelace", List.of()));
        assertThat(tree(ada)).as("reading changes nothing")
                .isEqualTo(JSON.readTree(
                        "{\"name\":\"Ada Lovelace\",\"born\":1815}"));

        chain.run(dio -> dio.load(as(Person3.class, ada))
                .update(p -> new Person3(p.first(), p.last(), List.of("Countess"))));

        assertThat(tree(ada)).as("with what the class does not know").isEqualTo(JSON.readTree("""
                {"first":"Ada","last":"Lovelace","titles":["Countess"],"born":1815,"@version":3}"""));
    }

    @Test
    void oneVersionMeansOneStep() {
        DaoRef<JsonNode> ada = stored("{'@version':2,'first':'Ada','last':'Lovelace'}");

        assertThat(chain.get(as(Person3.class, ada))).isEqualTo(new Person3("Ada", "Lovelace", List.of()));
    }

    @Test
    void theFirstVersionIsNotWrittenAndTheOthersAre() {
        assertThat(tree(chain.store(new Person1("Ada Lovelace"))).has("@version")).isFalse();
        try (Chain other = Chain.temporary()) {
            DaoRef<Person2> ada = other.store(new Person2("Ada", "Lovelace"));
            assertThat(other.get(DaoRef.of(TREE, ada.key())).path("@version").intValue()).isEqualTo(2);
            assertThat(other.get(ada)).isEqualTo(new Person2("Ada", "Lovelace"));
            other.overwrite(ada, new Person2("Ada", "King"));
            assertThat(other.get(DaoRef.of(TREE, ada.key())).path("@version").intValue()).isEqualTo(2);
        }
    }

    @Test
    void aValueOfANewerVersionIsReadAsItIsAndKeepsItsVersion() {
        DaoRef<JsonNode> ada = stored("{'@version':7,'first':'Ada','last':'Lovelace','shoe':{'size':38}}");

        chain.run(dio -> dio.load(as(Person2.class, ada)).update(p -> new Person2(p.first(), "King")));

        assertThat(tree(ada)).isEqualTo(JSON.readTree("""
                {"@version":7,"first":"Ada","last":"King","shoe":{"size":38}}"""));
    }

    @Test
    void aClassWithoutAVersionKeepsThatOfANewerValueToo() {
        DaoRef<JsonNode> ada = stored("{'@version':2,'name':'Ada','shoe':38}");

        chain.run(dio -> dio.load(as(Person1.class, ada)).update(p -> new Person1("Countess")));

        assertThat(tree(ada)).isEqualTo(JSON.readTree("{\"@version\":2,\"name\":\"Countess\",\"shoe\":38}"));
    }

    @Test
    void whatIsMissingForAnOlderValueIsSaid() {
        DaoRef<JsonNode> ada = stored("{'name':'Ada'}");

        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.get(as(Forgetful.class, ada)))
                .withMessageContaining("version 1")
                .withMessageContaining("version 2")
                .withMessageContaining("without an upcaster");
    }

    @Test
    void anUpcasterThatFailsIsTheCause() {
        DaoRef<JsonNode> ada = stored("{'name':'Ada'}");

        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.get(as(Disappointed.class, ada)))
                .withMessageContaining("from version 1 to 2")
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aVersionThatIsNoneIsRefused() {
        Stream.of("'two'", "0", "-1", "1.5", "null").forEach(version -> {
            DaoRef<JsonNode> odd = stored("{'@version':" + version + ",'first':'Ada','last':'L'}");
            assertThatExceptionOfType(IncompatibleValueException.class).as(version)
                    .isThrownBy(() -> chain.get(as(Person2.class, odd)))
                    .withMessageContaining("@version");
        });
    }

    @Test
    void membersOfASealedFamilyHaveTheVersionOfTheFamily() {
        DaoRef<JsonNode> circle = chain.store(Type.tree("Shape"),
                JSON.readTree("{\"@type\":\"Circle\",\"radius\":3,\"color\":\"red\"}"));

        assertThat(chain.get(as(Shape.class, circle))).isEqualTo(new Circle(6));
        chain.run(dio -> dio.load(as(Shape.class, circle)).update(_ -> new Square(1)));

        assertThat(tree(circle)).as("another member takes no fields along")
                .isEqualTo(
                        JSON.readTree("{\"@type\":\"Square\",\"side\":1,\"@version\":2}"));
        assertThat(chain.get(as(Shape.class, circle))).isEqualTo(new Square(1));
        assertThat(chain.get(chain.<Shape>store(new Circle(4)))).isEqualTo(new Circle(4));
    }

    @Test
    void jsonIsReadAsSmileIs() {
        AteConfig readable = AteConfig.builder().readablePayloads(true).build();
        try (Chain text = Chain.temporary(readable)) {
            DaoRef<JsonNode> ada = text.store(TREE, JSON.createObjectNode()
                    .put("name", "Ada Lovelace")
                    .put("rate", new BigDecimal("1.50")));

            text.run(dio -> dio.load(as(Person2.class, ada)).update(p -> new Person2(p.first(), "King")));

            assertThat(text.get(ada)).hasToString(
                    "{\"first\":\"Ada\",\"last\":\"King\",\"rate\":1.50,\"@version\":2}");
        }
    }

    @Test
    void declarationsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> chain.store(Color.RED))
                .withMessageContaining("no place for their version");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.store(new Unborn(1)))
                .withMessageContaining("versions begin at 1");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.store(new Spoilt(1)))
                .withMessageContaining("constructor without parameters");
    }

    // --- unknown fields at any depth

    @TypeName("order")
    record Order(String id, Address to, List<Line> lines, Optional<String> note, @Nullable Address from) {}

    record Address(String city, Street street) {}

    record Street(String name) {}

    record Line(String what, int count) {}

    @Test
    void fieldsOfNewerWritersSurviveAtAnyDepth() {
        DaoRef<JsonNode> stored = chain.store(Type.tree("order"), JSON.readTree("""
                {"id":"o1","new":1,
                 "to":{"city":"Paris","zip":"75001","street":{"name":"Rue","floor":3}},
                 "lines":[{"what":"tea","count":1,"sku":"T"},{"what":"milk","count":2,"sku":"M"}],
                 "note":null,"from":null}"""));
        DaoRef<Order> order = as(Order.class, stored);

        chain.run(dio -> dio.load(order)
                .update(o -> new Order(o.id(), new Address("Lyon", new Street("Avenue")),
                        List.of(o.lines().get(1), o.lines().get(0)), Optional.of("soon"), null)));

        assertThat(chain.get(stored)).isEqualTo(JSON.readTree("""
                {"id":"o1","new":1,
                 "to":{"city":"Lyon","zip":"75001","street":{"name":"Avenue","floor":3}},
                 "lines":[{"what":"milk","count":2,"sku":"M"},{"what":"tea","count":1,"sku":"T"}],
                 "note":"soon","from":null}"""));
    }

    /** Elements are their names and counts, with what is stored beside these and the program does not know. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a1=A b1=B c1=C     | b1 c1 d1     | b1=B c1=C d1
            a1=A b1=B c1=C     | c1 d1 e1     | c1=C d1 e1
            a1=A b1=B          | b1 a2        | b1=B a2
            c1=C a1=A b1=B     | a1 b1 c2     | a1=A b1=B c2
            a1=A b1=B c1=C     | b1 c2 a2     | b1=B c2 a2
            a1=A b1=B c1=C     | c1 a1 b1     | c1=C a1=A b1=B
            a1=A b1=B c1=C     | a1 b2 c1     | a1=A b2=B c1=C
            a1=A b1=B c1=C     | a2 b2 c2     | a2=A b2=B c2=C
            a1=A b1=B c1=C     | a1 c1        | a1=A c1=C
            a1=A b1=B c1=C     | a1 c2        | a1=A c2
            a1=A b1=B          | d1 a1 b1     | d1 a1=A b1=B
            a1=A b1=B          | a1 b1 b1     | a1=A b1=B b1
            a1=A b1=B          | a1 a1        | a1=A a1
            a1=A b1=B          | b1 b1        | b1=B b1
            a1=A a1=B c1=C     | a1 a1 c2     | a1=A a1=B c2=C
            a1=A a1=B c1=C     | c1 a1 a1     | c1=C a1=A a1=B
            a1=A a1=B a1=C     | a1 a1 d1     | a1=A a1=B d1
            a1=A a1=B          | a1           | a1=A
            """)
    void whatIsStoredWithAnElementGoesToNoOther(String stored, String update, String expected) {
        assertThat(afterUpdate(stored, update)).isEqualTo(expected);
    }

    @Test
    void whateverBecomesOfAListNothingThatIsStoredWithAnElementIsThereTwice() {
        Random random = new Random(16);
        for (int round = 0; round < 200; round++) {
            String stored = IntStream.range(0, random.nextInt(6))
                    .mapToObj(i -> element(random) + "=" + (char) ('A' + i))
                    .collect(Collectors.joining(" "));
            String update = IntStream.range(0, random.nextInt(6))
                    .mapToObj(_ -> element(random))
                    .collect(Collectors.joining(" "));

            String kept = afterUpdate(stored, update);

            assertThat(words(kept).filter(each -> each.contains("=")).map(each -> each.substring(3)))
                    .as("%s became %s", stored, update)
                    .doesNotHaveDuplicates();
            for (String element : words(update).collect(Collectors.toSet())) {
                List<String> own = words(stored).filter(each -> each.startsWith(element)).toList();
                long now = words(update).filter(element::equals).count();
                assertThat(words(kept).filter(own::contains))
                        .as("%s in what was %s and became %s", element, stored, update)
                        .hasSize((int) Math.min(own.size(), now));
            }
        }
    }

    private static String element(Random random) {
        return "" + (char) ('a' + random.nextInt(4)) + (1 + random.nextInt(2));
    }

    /** What there is when a program that knows no more than names and counts has made {@code update} of the list. */
    private String afterUpdate(String stored, String update) {
        ObjectNode value = JSON.createObjectNode().put("id", "o");
        ArrayNode lines = value.putArray("lines");
        words(stored).forEach(each -> {
            ObjectNode line = lines.addObject().put("what", each.substring(0, 1)).put("count", each.charAt(1) - '0');
            if (each.length() > 3) {
                line.put("more", each.substring(3));
            }
        });
        value.putObject("to").put("city", "Paris").putObject("street").put("name", "Rue");
        DaoRef<JsonNode> tree = chain.store(Type.tree("order"), value);

        chain.run(dio -> dio.load(as(Order.class, tree))
                .update(o -> new Order(o.id(), o.to(),
                        words(update).map(each -> new Line(each.substring(0, 1), each.charAt(1) - '0')).toList(),
                        Optional.of("changed"), null)));

        return chain.get(tree)
                .path("lines")
                .valueStream()
                .map(line -> line.path("what").stringValue() + line.path("count").intValue()
                        + (line.has("more") ? "=" + line.path("more").stringValue() : ""))
                .collect(Collectors.joining(" "));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ")).filter(each -> !each.isEmpty());
    }
}
