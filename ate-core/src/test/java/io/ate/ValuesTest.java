package io.ate;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What values may be, and what becomes of them. */
class ValuesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private Chain chain = Chain.temporary();

    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    @TypeName("quad")
    record Square(int side) implements Shape {}

    enum Color {
        RED {
            @Override
            public String toString() {
                return "the colour of blood";
            }
        },
        GREEN
    }

    record Person(String name, int age) {}

    record Visit(DaoRef<Person> who, Optional<String> note, @Nullable String place, List<Shape> shapes, Instant at) {}

    @TypeName("person")
    record Someone(String name) {}

    @TypeName("person")
    record SomeoneElse(String name) {}

    @TypeName("article")
    record Article(String title, Author author, List<Tag> tags) {}

    record Author(String name) {}

    record Tag(String word) {}

    @BeforeEach
    void open() {
        chain.close();
        chain = Chain.temporary();
    }

    @AfterEach
    void close() {
        chain.close();
    }

    record Host(InetAddress address, InetSocketAddress at) {}

    @Test
    void recordsEnumsStringsAndMembersOfSealedFamiliesComeBackAsTheyWere() {
        DaoRef<Person> ada = chain.store(new Person("Ada", 36));
        Visit visit = new Visit(ada, Optional.empty(), null, List.of(new Circle(3), new Square(4)),
                Instant.parse("2026-01-02T03:04:05.123456Z"));

        assertThat(chain.get(chain.store(visit))).isEqualTo(visit);
        assertThat(chain.get(chain.store("text"))).isEqualTo("text");
        assertThat(chain.get(chain.store(Color.RED))).isEqualTo(Color.RED);
        assertThat(chain.get(chain.<Shape>store(new Square(2)))).isEqualTo(new Square(2));
        assertThat(chain.get(chain.get(chain.store(visit)).who())).isEqualTo(new Person("Ada", 36));
    }

    @Test
    void anIdIsTextAlsoForWhoReadsItAsATree() {
        record Tagged(UUID id) {}
        Tagged value = new Tagged(UUID.fromString("248bca62-abb5-4c1e-bc58-563703378c84"));
        DaoRef<Tagged> ref = chain.store(value);

        assertThat(chain.get(ref)).isEqualTo(value);
        assertThat(tree(ref)).isEqualTo(json("{'id':'248bca62-abb5-4c1e-bc58-563703378c84'}"));
    }

    @Test
    void anObjectOfASealedFamilyMayBecomeAnotherMember() {
        DaoRef<Shape> shape = chain.store(new Circle(3));

        chain.run(dio -> dio.load(shape).update(any -> new Square(5)));

        assertThat(chain.get(shape)).isEqualTo(new Square(5));
        assertThat(tree(shape)).isEqualTo(json("{'@type':'quad','side':5}"));
    }

    @Test
    void addressesComeBackAsTheyWereAndNoNameServiceIsAsked() throws UnknownHostException {
        byte[] four = {10, 0, 0, 1};
        byte[] six = InetAddress.ofLiteral("fe80::1%1").getAddress();
        for (InetAddress each : List.of(InetAddress.getByAddress(four), InetAddress.getByAddress("db.invalid", four),
                InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("fe80::1%1"),
                InetAddress.getByAddress("db.invalid", six))) {
            Host host = new Host(each, new InetSocketAddress(each, 8080));
            Host back = chain.get(chain.store(host));
            assertThat(back).isEqualTo(host);
            // Of a name that nobody knows the service would know no address.
            assertThat(back.address().toString().split("/", 2)[0]).isEqualTo(each.toString().split("/", 2)[0]);
            assertThat(back.at().getAddress()).isEqualTo(each);
        }
        Host unresolved = new Host(InetAddress.ofLiteral("10.0.0.1"),
                InetSocketAddress.createUnresolved("db.invalid", 80));
        DaoRef<Host> stored = chain.store(unresolved);
        assertThat(chain.get(stored)).isEqualTo(unresolved);
        assertThat(tree(stored)).isEqualTo(json("{'address':'10.0.0.1','at':'db.invalid/:80'}"));
    }

    @Test
    void aNameIsNoAddress() {
        for (String wrong : List.of("{'address':'localhost','at':'10.0.0.1:80'}", "{'address':'::1','at':'10.0.0.1'}",
                "{'address':'::1','at':'localhost:80'}", "{'address':'::1','at':'10.0.0.1:x'}",
                "{'address':'::1','at':'10.0.0.1:70000'}")) {
            DaoRef<JsonNode> stored = chain.store(Type.tree("Host"), json(wrong));
            assertThatExceptionOfType(IncompatibleValueException.class)
                    .isThrownBy(() -> chain.get(DaoRef.of(Host.class, stored.key())));
        }
    }

    @Test
    void aReferenceIsWrittenAsTheIdAndAConstantByItsName() {
        DaoRef<Person> ada = chain.store(new Person("Ada", 36));
        DaoRef<Visit> visit = chain.store(new Visit(ada, Optional.of("tea"), "home", List.of(), Instant.EPOCH));

        assertThat(tree(visit).get("who").asString()).isEqualTo(ada.key().toString());
        assertThat(tree(chain.store(Color.RED)).asString()).isEqualTo("RED");
    }

    @Test
    void aMissingComponentFailsWithItsName() {
        DaoRef<JsonNode> stored = chain.store(Type.tree("Person"), json("{'name':'Ada'}"));

        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.get(DaoRef.of(Person.class, stored.key())))
                .withMessageContaining("Missing")
                .withMessageContaining("age")
                .withMessageContaining("Person");
    }

    @Test
    void aNullComponentFailsWithItsName() {
        DaoRef<JsonNode> stored = chain.store(Type.tree("Person"), json("{'name':null,'age':3}"));

        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.get(DaoRef.of(Person.class, stored.key())))
                .withMessageContaining("name");
    }

    @Test
    void aNullThatCouldNotBeReadAgainIsNotWritten() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.store(new Person(missing(), 3)))
                .withMessageContaining("\"name\" of Person is null");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.store(new Article("title", new Author(missing()), List.of())))
                .withMessageContaining("\"name\" of Author is null");
        assertThat(chain.sequence()).isZero();

        DaoRef<JsonNode> newer = chain.store(Type.tree("article"),
                json("{'title':'On Rust','subtitle':'and dust','author':{'name':'Ada'},'tags':[]}"));
        DaoRef<Article> article = DaoRef.of(Article.class, newer.key());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(article)
                        .update(each -> new Article(missing(), each.author(), each.tags()))))
                .withMessageContaining("\"title\" of Article is null");
        assertThat(chain.get(article).title()).isEqualTo("On Rust");
    }

    @Test
    void whatMayBeAbsentIsNotMissed() {
        DaoRef<Person> ada = chain.store(new Person("Ada", 36));
        ObjectNode tree = (ObjectNode) json("{'shapes':[],'at':'1970-01-01T00:00:00Z'}");
        tree.put("who", ada.key().toString());
        DaoRef<JsonNode> stored = chain.store(Type.tree("Visit"), tree);

        Visit visit = chain.get(DaoRef.of(Visit.class, stored.key()));

        assertThat(visit.note()).isEmpty();
        assertThat(visit.place()).isNull();
    }

    @Test
    void fieldsOfNewerWritersSurviveAReadModifyWriteByAnOlderProgram() {
        DaoRef<JsonNode> newer = chain.store(Type.tree("article"), json("{'title':'On Rust','subtitle':'and dust',"
                + "'author':{'name':'Ada','mail':'ada@example.com'},"
                + "'tags':[{'word':'a','weight':1},{'word':'b','weight':2},{'word':'c','weight':3}]}"));

        chain.run(dio -> dio.load(DaoRef.of(Article.class, newer.key()))
                .update(article -> new Article("On Iron", new Author("Grace"),
                        List.of(article.tags().get(2), new Tag("new"), article.tags().get(0)))));

        assertThat(chain.get(newer)).isEqualTo(json("{'title':'On Iron','subtitle':'and dust',"
                + "'author':{'name':'Grace','mail':'ada@example.com'},"
                + "'tags':[{'word':'c','weight':3},{'word':'new'},{'word':'a','weight':1}]}"));
    }

    @Test
    void twoClassesOfOneTypeNameAreRefused() {
        chain.store(new Someone("Ada"));

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> chain.store(new SomeoneElse("Eve")))
                .withMessageContaining("person")
                .withMessageContaining("SomeoneElse")
                .withMessageContaining("@TypeName");
    }

    @Test
    void aSecondClassOfATypeNameGetsNoReferenceByNameEither() {
        chain.ref(Someone.class, "Ada");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.ref(SomeoneElse.class, "Ada"))
                .withMessageContaining("SomeoneElse");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.run(dio -> dio.ref(SomeoneElse.class, "Ada")))
                .withMessageContaining("SomeoneElse");
    }

    @Test
    void anObjectIsNotReadAsAnotherType() {
        DaoRef<Person> ada = chain.store(new Person("Ada", 36));

        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.get(DaoRef.of(Someone.class, ada.key())))
                .withMessageContaining("Person")
                .withMessageContaining("person");
    }

    @Test
    void changingAValueOutsideUpdateChangesNothing() {
        DaoRef<JsonNode> stored = chain.store(Type.tree("note"), json("{'text':'as it was'}"));

        chain.run(dio -> {
            Dao<JsonNode> note = dio.load(stored);
            ((ObjectNode) note.value()).put("text", "scribbled over");
            assertThat(note.value()).isEqualTo(json("{'text':'as it was'}"));
        });

        assertThat(chain.get(stored)).isEqualTo(json("{'text':'as it was'}"));
    }

    @Test
    void whatIsWrittenAsJsonIsReadByEveryone() {
        try (Chain readable = Chain.temporary(AteConfig.builder().readablePayloads(true).build())) {
            JsonNode exact = json("{'price':1.10,'large':12345678901234567890.123456789,'big':9007199254740993}");
            assertThat(readable.get(readable.store(Type.tree("offer"), exact)).toString()).isEqualTo(exact.toString());
            assertThat(readable.get(readable.store(new Person("Ada", 36)))).isEqualTo(new Person("Ada", 36));
        }
    }

    @Test
    void aTreeNeedsATypesName() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> chain.store(json("{}")))
                .withMessageContaining("Type.tree(name)");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.store(Type.tree(), json("{}")))
                .withMessageContaining("Type.tree(name)");
    }

    @Test
    void aValueThatIsTooLongIsRefusedBeforeItIsSent() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.store("x".repeat(17 << 20)))
                .withMessageContaining("fit into one object");
        assertThat(chain.sequence()).isZero();
    }

    record Amount(List<Object> value) {}

    /** Smile would store another number in silence. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNumberThatCouldNotBeReadAgainIsRefusedBeforeItIsSent(boolean asJson) {
        try (Chain other = Chain.temporary(AteConfig.builder().readablePayloads(asJson).build())) {
            DaoRef<Amount> stored = other.store(new Amount(List.of(BigDecimal.ONE)));
            long before = other.sequence();
            for (Object number : new Object[] {new BigDecimal(BigInteger.ONE, 1 << 30),
                new BigDecimal(BigInteger.TWO, Integer.MAX_VALUE), new BigDecimal(BigInteger.TWO, Integer.MIN_VALUE),
                BigInteger.TEN.pow(100_001), new BigDecimal(BigInteger.TEN.pow(100_001), 5)}) {
                for (Runnable attempt : List.<Runnable>of(() -> other.store(new Amount(List.of(number))),
                        () -> other.store(new Amount(List.of(List.of(number)))),
                        () -> other.store(Type.tree("amount"), numbers(number)),
                        () -> other.overwrite(stored, new Amount(List.of(number))),
                        () -> other.run(dio -> dio.load(stored).update(_ -> new Amount(List.of(number)))))) {
                    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(attempt::run)
                            .withMessageContaining("cannot be written: ")
                            .withMessageContaining("number");
                }
            }
            assertThat(other.sequence()).isEqualTo(before);
        }
    }

    private static JsonNode numbers(Object number) {
        ArrayNode numbers = JSON.createArrayNode();
        return number instanceof BigInteger whole ? numbers.add(whole) : numbers.add((BigDecimal) number);
    }

    @Test
    void theLargestAndSmallestNumbersComeBackAsTheyWere() {
        for (BigDecimal number : List.of(new BigDecimal(BigInteger.ONE, 1_000_000_000),
                new BigDecimal(BigInteger.TWO, -1_000_000_000), new BigDecimal(BigInteger.TEN.pow(99_900), 7))) {
            assertThat(tree(chain.store(new Amount(List.of(number)))).get("value").get(0).decimalValue())
                    .isEqualTo(number);
        }
    }

    /** What a program without null checks hands over. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T missing() {
        return new AtomicReference<T>().get();
    }

    private JsonNode tree(DaoRef<?> ref) {
        return chain.get(DaoRef.of(Type.tree(), ref.key()));
    }

    private static JsonNode json(String text) {
        return JSON.rebuild()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(text.replace('\'', '"'));
    }

    record Times(OffsetDateTime there, ZonedDateTime where, LocalDateTime whenever, Duration howLong) {}

    @Test
    void timesKeepTheirOffsetsAndZones() {
        Times times = new Times(OffsetDateTime.parse("2024-02-29T12:34:56.1+05:30"),
                ZonedDateTime.parse("2024-02-29T12:34:56.1+01:00[Europe/Berlin]"),
                LocalDateTime.parse("2024-02-29T12:34:56.123456789"), Duration.ofNanos(1_000_000_001));

        assertThat(chain.get(chain.store(times))).isEqualTo(times);
        assertThat(chain.get(chain.store(times.there()))).isEqualTo(times.there());
        assertThat(chain.get(chain.store(times.where()))).isEqualTo(times.where());
    }

    record Whole(int number) {}

    record Word(String text) {}

    record Switch(boolean on) {}

    record Colored(Color color) {}

    static Stream<Arguments> misfits() {
        return Stream.of(arguments(Whole.class, "{'number':1.7}", "number"),
                arguments(Whole.class, "{'number':'5'}", "number"),
                arguments(Whole.class, "{'number':''}", "number"),
                arguments(Whole.class, "{'number':true}", "number"),
                arguments(Word.class, "{'text':5}", "text"),
                arguments(Word.class, "{'text':1.5}", "text"),
                arguments(Word.class, "{'text':true}", "text"),
                arguments(Switch.class, "{'on':2}", "on"),
                arguments(Switch.class, "{'on':'true'}", "on"),
                arguments(Colored.class, "{'color':1}", "color"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void whatIsOfAnotherKindIsNotTurnedIntoWhatTheClassExpects(Class<?> type, String stored, String component) {
        DaoRef<JsonNode> tree = chain.store(Type.tree(type.getSimpleName()), json(stored));
        DaoRef<?> ref = DaoRef.of(Type.of(type), tree.key());

        assertThatThrownBy(() -> chain.get(ref)).isInstanceOf(IncompatibleValueException.class)
                .hasMessageContaining(component);
        assertThat(tree(tree)).as("as it was").isEqualTo(json(stored));
    }

    @Test
    void aWholeNumberIsAFractionToo() {
        record Ratio(double value, BigDecimal exact, long count) {}
        DaoRef<JsonNode> tree = chain.store(Type.tree("Ratio"), json("{'value':2,'exact':3,'count':4}"));

        assertThat(chain.get(DaoRef.of(Type.of(Ratio.class), tree.key())))
                .isEqualTo(new Ratio(2, new BigDecimal(3), 4));
    }

    @Test
    void whatDoesNotFitIsNotRepeatedInTheMessage() {
        DaoRef<JsonNode> tree = chain.store(Type.tree("Whole"), json("{'number':'a secret'}"));

        assertThatThrownBy(() -> chain.get(DaoRef.of(Type.of(Whole.class), tree.key())))
                .isInstanceOf(IncompatibleValueException.class)
                .hasMessageContaining("number")
                .satisfies(failure -> {
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).as("as logged").doesNotContain("a secret");
                });
    }

    @Test
    void whatAClassItselfObjectsToIsTheCause() {
        record Positive(int number) {
            Positive {
                if (number <= 0) {
                    throw new IllegalStateException("only positive numbers");
                }
            }
        }
        assertThat(chain.get(chain.store(new Positive(1)))).isEqualTo(new Positive(1));
        DaoRef<JsonNode> tree = chain.store(Type.tree("Positive"), json("{'number':-1}"));
        assertThatThrownBy(() -> chain.get(DaoRef.of(Type.of(Positive.class), tree.key())))
                .isInstanceOf(IncompatibleValueException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClassWithTypeParametersIsRefusedSinceTheseWouldBeForgotten() {
        record Box<T>(T content) {}
        assertThatIllegalArgumentException().isThrownBy(() -> chain.store(new Box<>(new Whole(1))))
                .withMessageContaining("type parameters");
    }
}
