package io.ate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Children that go by keys. */
class MapTest {
    private static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
    private static final Field.Map<String, JsonNode> TREES = Field.map("members", String.class, Type.tree("Member"));
    private static final Field.Map<String, Shape> SHAPES = Field.map("shapes", String.class, Shape.class);
    private static final Field.Map<String, String> WORDS = Field.map("words", String.class, String.class);
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);

    private final Chain chain = Chain.temporary();
    private final DaoRef<Club> club = chain.store(new Club("chess"));
    private final AtomicInteger runs = new AtomicInteger();

    record Club(String name) {}

    record Member(int since) {}

    record Note(String text) {}

    sealed interface Shape {
        record Circle(double radius) implements Shape {}

        record Square(double side) implements Shape {}
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private DaoMap<String, Member> members(Dio dio) {
        return dio.load(club).in(MEMBERS);
    }

    private <R> R members(Function<DaoMap<String, Member>, R> use) {
        return chain.commit(dio -> use.apply(members(dio)));
    }

    private Member get(String key) {
        return members(map -> map.get(key));
    }

    private boolean putIfAbsent(String key, Member value) {
        return members(map -> map.putIfAbsent(key, value));
    }

    private boolean remove(String key) {
        return members(map -> map.remove(key));
    }

    private long size() {
        return members(DaoMap::size);
    }

    private JsonNode tree(String key) {
        return chain.commit(dio -> dio.load(club).in(TREES).get(key));
    }

    private List<String> keys() {
        return members(map -> map.keys().toList());
    }

    @ParameterizedTest
    @EnumSource
    void whatWasPutIsFoundByItsKeyAndListedInTheOrderOfPutting(Trust trust) {
        try (Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Club> place = one.store(new Club("go"));
            one.run(dio -> {
                DaoMap<String, Member> map = dio.load(place).in(MEMBERS);
                map.put("zoe", new Member(1));
                map.put("alice", new Member(2));
                assertThat(map.keys()).as("before the commit").containsExactly("zoe", "alice");
            });
            one.run(dio -> dio.load(place).in(MEMBERS).put("zoe", new Member(3)));

            one.run(dio -> {
                DaoMap<String, Member> map = dio.load(place).in(MEMBERS);
                assertThat(map.size()).isEqualTo(2);
                assertThat(map.get("zoe")).isEqualTo(new Member(3));
                assertThat(map.find("alice").map(Dao::value)).contains(new Member(2));
                assertThat(map.find("bob")).isEmpty();
                assertThat(map.containsKey("bob")).isFalse();
                assertThat(map.keys()).containsExactly("zoe", "alice");
                assertThat(map.entries().map(DaoMap.Entry::value)).containsExactly(new Member(3), new Member(2));
                assertThat(map.stream().map(Dao::value)).containsExactly(new Member(3), new Member(2));
                assertThat(map.refs()).containsExactly(map.ref("zoe"), map.ref("alice"));
                assertThat(map.load("alice").parent()).contains(place);
                assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> map.load("bob"))
                        .withMessageContaining("there is no \"bob\" in the map \"")
                        .withMessageContaining("\" of object ");
            });
        }
    }

    @Test
    void anEntryIsAnObjectLikeAnyOther() {
        members(map -> map.put("alice", new Member(1)));
        DaoRef<Member> alice = members(map -> map.ref("alice"));

        assertThat(chain.get(alice)).isEqualTo(new Member(1));
        chain.run(dio -> dio.load(alice).in(NOTES).add(new Note("below")));
        chain.delete(alice);
        assertThat(keys()).isEmpty();
        assertThatExceptionOfType(NoSuchObjectException.class)
                .as("a reference does not tell the key")
                .isThrownBy(() -> chain.overwrite(alice, new Member(2)));
    }

    @Test
    void theKeyStaysWhateverHandleTheValueIsWrittenBy() {
        members(map -> map.put("alice", new Member(0)));
        DaoRef<Member> alice = members(map -> map.ref("alice"));
        DaoRef<JsonNode> tree = DaoRef.of(Type.tree(), alice.key());

        chain.overwrite(alice, new Member(1));
        assertKept(1);
        chain.overwrite(DaoRef.of(Member.class, alice.key()), new Member(2));
        assertKept(2);
        chain.run(dio -> dio.load(alice).overwrite(new Member(3)));
        assertKept(3);
        chain.run(dio -> dio.load(alice).update(member -> new Member(4)));
        assertKept(4);
        chain.run(dio -> members(dio).load("alice").update(member -> new Member(5)));
        assertKept(5);
        chain.run(dio -> members(dio).put("alice", new Member(6)));
        assertKept(6);
        chain.run(dio -> dio.load(tree).update(value -> ((ObjectNode) value).put("since", 7)));
        assertKept(7);
        chain.run(dio -> dio.load(tree).overwrite(JsonNodeFactory.instance.objectNode().put("since", 8)));
        assertKept(8);
        chain.overwrite(tree, JsonNodeFactory.instance.objectNode().put("since", 9).put("@key", "bob"));
        assertKept(9);
        chain.run(dio -> {
            dio.overwrite(alice, new Member(10));
            dio.overwrite(tree, JsonNodeFactory.instance.objectNode().put("since", 11));
        });
        assertKept(11);
        chain.run(dio -> dio.load(alice)
                .rules(Rules.inherit().readableBy(chain.session().keys().getFirst().publicKeys())));
        assertKept(11);
    }

    private void assertKept(int since) {
        assertThat(keys()).containsExactly("alice");
        assertThat(get("alice")).isEqualTo(new Member(since));
    }

    @Test
    void treesShowTheKeyAndClassesDoNot() {
        members(map -> map.put("alice", new Member(1)));

        assertThat(tree("alice")).hasToString("{\"@key\":\"alice\",\"since\":1}");

        chain.run(dio -> dio.load(club).in(TREES).put("bob", JsonNodeFactory.instance.objectNode().put("since", 2)));
        assertThat(get("bob")).isEqualTo(new Member(2));
        assertThat(keys()).containsExactly("alice", "bob");
    }

    @Test
    void whoReadsTheLogReadsTheValuesToo() throws Exception {
        try (Changes changes = chain.changes(Position.NOW)) {
            chain.run(dio -> dio.load(club).in(WORDS).put("one", "first"));
            Change.Stored<JsonNode> change = (Change.Stored<JsonNode>) changes.take();
            assertThat(change.value()).hasToString("{\"@key\":\"one\",\"@value\":\"first\"}");
        }
    }

    @Test
    void fieldsOfNewerProgramsSurviveTheUpdateOfAnEntry() {
        chain.run(dio -> dio.load(club)
                .in(TREES)
                .put("alice",
                        JsonNodeFactory.instance.objectNode().put("since", 1).put("title", "president")));
        chain.run(dio -> members(dio).load("alice").update(member -> new Member(2)));
        assertThat(tree("alice"))
                .hasToString("{\"@key\":\"alice\",\"since\":2,\"title\":\"president\"}");
    }

    @Test
    void valuesMayBeFamiliesTextsNumbersListsAndEnums() {
        chain.run(dio -> {
            Dao<Club> in = dio.load(club);
            in.in(SHAPES).put("a", new Shape.Circle(1.5));
            in.in(SHAPES).put("b", new Shape.Square(2));
            in.in(WORDS).put("a", "text");
            in.in(WORDS).put("", "the empty key");
            in.in(Field.map("numbers", String.class, BigDecimal.class)).put("a", new BigDecimal("1.500"));
            in.in(Field.map("enums", String.class, Trust.class)).put("a", Trust.CENTRALIZED);
            in.in(Field.map("trees", String.class, Type.tree("any"))).put("a", IntNode.valueOf(5));
        });
        chain.run(dio -> {
            Dao<Club> in = dio.load(club);
            assertThat(in.in(SHAPES).get("a")).isEqualTo(new Shape.Circle(1.5));
            assertThat(in.in(SHAPES).get("b")).isEqualTo(new Shape.Square(2));
            assertThat(in.in(SHAPES).load("a").update(_ -> new Shape.Square(3))).isEqualTo(new Shape.Square(3));
            assertThat(in.in(WORDS).get("a")).isEqualTo("text");
            assertThat(in.in(WORDS).load("a").update(text -> text + "s")).isEqualTo("texts");
            assertThat(in.in(WORDS).keys()).containsExactly("a", "");
            assertThat(in.in(Field.map("numbers", String.class, BigDecimal.class)).get("a"))
                    .isEqualTo(new BigDecimal("1.500"));
            assertThat(in.in(Field.map("enums", String.class, Trust.class)).get("a")).isEqualTo(Trust.CENTRALIZED);
        });
        chain.run(dio -> assertThat(dio.load(club).in(SHAPES).get("a")).isEqualTo(new Shape.Square(3)));
    }

    @Test
    void oneKeyInAnotherMapOrBelowAnotherObjectIsAnotherEntry() {
        DaoRef<Club> other = chain.store(new Club("other"));
        Field.Map<String, Member> guests = Field.map("guests", String.class, Member.class);
        chain.run(dio -> {
            members(dio).put("alice", new Member(1));
            dio.load(club).in(guests).put("alice", new Member(2));
            dio.load(other).in(MEMBERS).put("alice", new Member(3));
        });
        chain.run(dio -> {
            assertThat(members(dio).get("alice")).isEqualTo(new Member(1));
            assertThat(dio.load(club).in(guests).get("alice")).isEqualTo(new Member(2));
            assertThat(dio.load(other).in(MEMBERS).get("alice")).isEqualTo(new Member(3));
        });
    }

    @Test
    void whatHasNoKeyInTheCollectionIsNotInTheMap() {
        Field.Vec<JsonNode> sameName = Field.vec("members", Type.tree());
        DaoRef<JsonNode> member = DaoRef.of(Type.tree(), chain.store(new Member(1)).key());
        chain.run(dio -> dio.load(member).moveTo(dio.load(club).in(sameName)));
        members(map -> map.put("alice", new Member(2)));
        chain.run(dio -> {
            assertThat(members(dio).size()).isEqualTo(1);
            assertThat(members(dio).keys()).containsExactly("alice");
            assertThat(dio.load(club).in(sameName).size()).isEqualTo(2);
        });
    }

    @Test
    void whoPutsIfAbsentIsToldWhetherSomethingWasThere() {
        assertThat(putIfAbsent("alice", new Member(1))).isTrue();
        assertThat(putIfAbsent("alice", new Member(2))).isFalse();
        assertThat(get("alice")).isEqualTo(new Member(1));
    }

    @Test
    void ofTwoWhoPutIfAbsentAtOnceOneDoesAndTheOtherIsTold() {
        boolean put = chain.commit(dio -> {
            DaoMap<String, Member> map = members(dio);
            if (runs.incrementAndGet() == 1) {
                members(other -> other.putIfAbsent("alice", new Member(1)));
            }
            return map.putIfAbsent("alice", new Member(2));
        });

        assertThat(put).isFalse();
        assertThat(runs).hasValue(2);
        assertThat(get("alice")).isEqualTo(new Member(1));
    }

    @Test
    void aBodyThatIsRunOnceHasAConflictWhereSomebodyElsePutFirst() {
        CompletableFuture<Boolean> answer = chain.commitAsync(dio -> {
            DaoMap<String, Member> map = members(dio);
            members(other -> other.putIfAbsent("alice", new Member(1)));
            return map.putIfAbsent("alice", new Member(2));
        });
        assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
                .withCauseInstanceOf(ConflictException.class);
    }

    @Test
    void ofTwoWhoPutAtOnceTheLastOneWins() {
        chain.run(dio -> {
            DaoMap<String, Member> map = members(dio);
            if (runs.incrementAndGet() == 1) {
                members(other -> other.put("alice", new Member(1)));
            }
            map.put("alice", new Member(2));
        });

        assertThat(runs).as("nothing to run again").hasValue(1);
        assertThat(get("alice")).isEqualTo(new Member(2));
        assertThat(keys()).containsExactly("alice");
    }

    @Test
    void entriesThatManyPutAtOnceAllSurvive() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int person = 0; person < 8; person++) {
                String name = "person " + person;
                done.add(people.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        String key = name + ", " + i;
                        chain.run(dio -> {
                            runs.incrementAndGet();
                            members(dio).put(key, new Member(1));
                        });
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(size()).isEqualTo(200);
        assertThat(runs).as("none of them is in another's way").hasValue(200);
    }

    @Test
    void removingTellsWhetherThereWasSomething() {
        members(map -> map.put("alice", new Member(1)));
        assertThat(remove("alice")).isTrue();
        assertThat(remove("alice")).isFalse();
        assertThat(size()).isZero();
        members(map -> map.put("alice", new Member(2)));
        assertThat(get("alice")).isEqualTo(new Member(2));
    }

    @Test
    void whatOneUnitOfWorkRemovesAndPutsLivesOnWithAnotherValue() {
        members(map -> map.put("alice", new Member(1)));
        members(map -> map.put("bob", new Member(1)));
        long before = chain.sequence();
        chain.run(dio -> {
            DaoMap<String, Member> map = members(dio);
            map.remove("alice");
            assertThat(map.containsKey("alice")).isFalse();
            map.put("alice", new Member(2));
            assertThat(map.get("alice")).isEqualTo(new Member(2));
            assertThat(map.size()).isEqualTo(2);
        });
        assertThat(chain.sequence()).as("one event").isEqualTo(before + 1);
        assertThat(keys()).containsExactly("alice", "bob");
        assertThat(get("alice")).isEqualTo(new Member(2));
        chain.run(dio -> {
            members(dio).remove("alice");
            assertThat(members(dio).putIfAbsent("alice", new Member(3))).isTrue();
            assertThat(members(dio).remove("alice")).as("once more").isTrue();
        });
        assertThat(keys()).containsExactly("bob");
    }

    @Test
    void whatHasChildrenOrRulesIsNotRemovedAndPutInOneCommit() {
        members(map -> map.put("alice", new Member(1)));
        members(map -> map.put("bob", new Member(1), Rules.inherit().writableByNobody()));
        chain.run(dio -> members(dio).load("alice").in(NOTES).add(new Note("below")));
        for (String each : List.of("alice", "bob")) {
            assertThatExceptionOfType(IllegalStateException.class).as(each).isThrownBy(() -> chain.run(dio -> {
                members(dio).remove(each);
                members(dio).put(each, new Member(2));
            })).withMessageContaining("commit that before");
        }
        assertThat(get("alice")).as("nothing is stored").isEqualTo(new Member(1));
        chain.run(dio -> {
            members(dio).load("alice").in(NOTES).forEach(Dao::delete);
            members(dio).remove("alice");
            members(dio).put("alice", new Member(2));
        });
        assertThat(get("alice")).isEqualTo(new Member(2));
        chain.run(dio -> assertThat(members(dio).load("alice").in(NOTES).size()).isZero());
    }

    @Test
    void aSecondLifeInOneUnitOfWorkHasNothingOfTheFirst() {
        chain.run(dio -> {
            DaoMap<String, Member> map = members(dio);
            Dao<Note> note = map.put("alice", new Member(1)).in(NOTES).add(new Note("below"));
            map.put("bob", new Member(1));
            map.remove("alice");
            assertThat(dio.exists(note.ref())).isFalse();
            Dao<Member> again = map.put("alice", new Member(2));
            assertThat(dio.exists(note.ref())).isFalse();
            assertThat(again.in(NOTES).size()).isZero();
            again.in(NOTES).add(new Note("of the second life"));
            assertThat(map.keys()).containsExactly("bob", "alice");
        });
        assertThat(keys()).containsExactly("bob", "alice");
        chain.run(dio -> assertThat(members(dio).load("alice").in(NOTES).values())
                .containsExactly(new Note("of the second life")));
    }

    @ParameterizedTest
    @EnumSource
    void aNewLifeOfTheParentShowsNoEntriesOfTheOldOne(Trust trust) {
        try (Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Club> named = one.store(one.ref(Club.class, "go"), new Club("first"));
            one.run(dio -> {
                DaoMap<String, Member> map = dio.load(named).in(MEMBERS);
                map.put("alice", new Member(1)).in(NOTES).add(new Note("below"));
                map.put("bob", new Member(1), Rules.inherit().readableByEveryone());
            });
            one.delete(named);
            one.store(named, new Club("second"));
            one.run(dio -> {
                DaoMap<String, Member> map = dio.load(named).in(MEMBERS);
                assertThat(map.isEmpty()).isTrue();
                assertThat(map.find("alice")).isEmpty();
                assertThat(map.keys()).isEmpty();
                assertThat(map.putIfAbsent("alice", new Member(2))).isTrue();
                map.put("bob", new Member(2));
            });
            one.run(dio -> {
                DaoMap<String, Member> map = dio.load(named).in(MEMBERS);
                assertThat(map.keys()).containsExactly("alice", "bob");
                assertThat(map.load("alice").in(NOTES).size()).isZero();
                assertThat(map.load("bob").rules()).isEqualTo(Rules.inherit());
            });
        }
    }

    @Test
    void aMapOfSomethingDeletedIsNotThere() {
        members(map -> map.put("alice", new Member(1)));
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.run(dio -> {
            DaoMap<String, Member> map = members(dio);
            dio.delete(club);
            map.put("bob", new Member(2));
        }));
    }

    @ParameterizedTest
    @EnumSource
    void entriesBelowAPrivateObjectAreFoundByWhoReadsNothingElse(Trust trust) {
        try (KeyBundle bobsKeys = KeyBundle.generate();
                Chain alices = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
                Chain bobs = alices.as(Session.of(bobsKeys))) {
            PublicKeys alice = alices.session().keys().getFirst().publicKeys();
            PublicKeys bob = bobsKeys.publicKeys();
            DaoRef<Club> shared = alices.store(new Club("shared"),
                    Rules.inherit().readableBy(alice, bob).writableBy(alice, bob));
            DaoRef<Club> closed = alices.store(new Club("closed"));
            alices.run(dio -> dio.load(shared).in(MEMBERS).put("by alice", new Member(1)));
            alices.run(dio -> dio.load(closed).in(MEMBERS).put("by alice", new Member(1)));

            bobs.run(dio -> {
                DaoMap<String, Member> map = dio.load(shared).in(MEMBERS);
                assertThat(map.keys()).containsExactly("by alice");
                map.put("by alice", new Member(2));
                map.put("by bob", new Member(3)).in(MEMBERS).put("deeper", new Member(4));
            });

            alices.run(dio -> {
                DaoMap<String, Member> map = dio.load(shared).in(MEMBERS);
                assertThat(map.keys()).containsExactly("by alice", "by bob");
                assertThat(map.get("by alice")).isEqualTo(new Member(2));
                assertThat(map.load("by bob").in(MEMBERS).get("deeper")).isEqualTo(new Member(4));
            });
            bobs.run(dio -> {
                assertThat(dio.exists(closed)).isTrue();
                assertThatExceptionOfType(NoReadAuthorityException.class)
                        .isThrownBy(() -> dio.children(closed, Field.vec("members", Type.tree()))
                                .findFirst()
                                .orElseThrow()
                                .value());
            });
        }
    }

    @Test
    void anEntryOfOnesOwnHidesItsKeyAndNotTheOthers() {
        try (KeyBundle bobsKeys = KeyBundle.generate(); Chain bobs = chain.as(Session.of(bobsKeys))) {
            PublicKeys alice = chain.session().keys().getFirst().publicKeys();
            chain.run(dio -> {
                dio.load(club).rules(Rules.inherit().readableBy(alice, bobsKeys.publicKeys()));
                members(dio).put("open", new Member(1));
                members(dio).put("hidden", new Member(2), Rules.inherit().readableBy(alice));
            });
            bobs.run(dio -> {
                List<DaoMap.Entry<String, Member>> entries = members(dio).entries().toList();
                assertThat(entries.getFirst().key()).isEqualTo("open");
                assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(entries.getLast()::key);
                assertThat(members(dio).entries().filter(DaoMap.Entry::isReadable).map(DaoMap.Entry::key))
                        .containsExactly("open");
                assertThat(members(dio).containsKey("hidden")).as("what can be guessed is found").isTrue();
                assertThat(members(dio).size()).isEqualTo(2);
            });
        }
    }

    @Test
    void rulesThatAreGivenWithAValueTakeThePlaceOfOthers() {
        PublicKeys alice = chain.session().keys().getFirst().publicKeys();
        members(map -> map.put("alice", new Member(1), Rules.inherit().writableByNobody()));
        members(map -> map.put("bob", new Member(1)));
        Rules own = Rules.inherit().readableBy(alice).writableBy(alice);
        members(map -> map.put("bob", new Member(2), own));
        chain.run(dio -> {
            assertThat(members(dio).load("bob").rules()).isEqualTo(own);
            assertThat(members(dio).get("bob")).isEqualTo(new Member(2));
        });
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> members(map -> map.put("alice", new Member(2))));
    }

    @Test
    void aFieldOfTheValueThatIsTheLibrarysIsRefused() {
        record Odd(@com.fasterxml.jackson.annotation.JsonProperty("@key") String key) {}
        Field.Map<String, Odd> odd = Field.map("odd", String.class, Odd.class);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(club).in(odd).put("a", new Odd("b"))))
                .withMessageContaining("@key");
    }

    @Test
    void aMapIsReadAsTheTypeThatItWasWrittenAs() {
        members(map -> map.put("alice", new Member(1)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Field.map("members", String.class, Type.tree()));
        Field.Map<String, Note> otherwise = Field.map("members", String.class, Note.class);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(club).in(otherwise)))
                .withMessageContaining("two fields");
    }
}
