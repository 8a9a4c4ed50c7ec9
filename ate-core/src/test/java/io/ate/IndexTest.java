package io.ate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Indexes by value: what they find, and how they follow what happens to objects. */
class IndexTest {
    private static final Field.Vec<Part> PARTS = Field.vec("parts", Part.class);
    private static final Field.Vec<Part> SPARES = Field.vec("spares", Part.class);
    private static final KeyRange<String> ANYTHING = KeyRange.all();

    private final Chain chain = Chain.temporary();
    private final KeyBundle bobsKeys = KeyBundle.generate();

    /** What is indexed. */
    record Part(String name, int price, @Nullable String maker) {
        static Part of(String name, int price) {
            return new Part(name, price, null);
        }

        Part at(int other) {
            return new Part(name, other, maker);
        }
    }

    /** What is not. */
    record Box(String label) {}

    @AfterEach
    void close() {
        chain.close();
        bobsKeys.close();
    }

    private static <K> List<String> names(List<Index.Entry<Part, K>> found) {
        return found.stream().map(each -> each.value().name()).toList();
    }

    private List<String> shown(Index<Part, String> index) {
        index.await(chain.sequence());
        return names(index.all());
    }

    @Test
    void objectsAreFoundByEqualityAndByRangeInOrder() {
        chain.run(dio -> {
            dio.store(Part.of("screw", 3));
            dio.store(Part.of("bolt", 5));
            dio.store(Part.of("nut", 2));
            dio.store(Part.of("washer", 3));
        });

        try (Index<Part, Integer> byPrice = chain.index(Part.class, Part::price)) {
            assertThat(names(byPrice.all())).containsExactly("nut", "screw", "washer", "bolt");
            assertThat(names(byPrice.equal(3))).as("those of one key as they were born")
                    .containsExactly("screw", "washer");
            assertThat(byPrice.equal(4)).isEmpty();
            assertThat(names(byPrice.range(KeyRange.above(3)))).containsExactly("bolt");
            assertThat(names(byPrice.range(KeyRange.from(3)))).containsExactly("screw", "washer", "bolt");
            assertThat(names(byPrice.range(KeyRange.below(3)))).containsExactly("nut");
            assertThat(names(byPrice.range(KeyRange.upTo(3)))).containsExactly("nut", "screw", "washer");
            assertThat(names(byPrice.range(KeyRange.between(3, 4)))).containsExactly("screw", "washer");
            assertThat(byPrice.range(KeyRange.between(9, 1))).isEmpty();
            assertThat(names(byPrice.all().reversed().subList(0, 2))).containsExactly("bolt", "washer");
            Index.Entry<Part, Integer> bolt = byPrice.equal(5).getFirst();
            assertThat(chain.get(bolt.ref())).isEqualTo(bolt.value()).isEqualTo(Part.of("bolt", 5));
            assertThat(bolt.key()).isEqualTo(5);
        }
    }

    @Test
    void theEntriesOfMapsAreInAnIndexOfTheirType() {
        Field.Map<String, Part> stock = Field.map("stock", String.class, Part.class);
        DaoRef<Box> box = chain.store(new Box("box"));
        chain.run(dio -> dio.load(box).in(stock).put("a", Part.of("screw", 3)));
        try (Index<Part, String> index = chain.index(Part.class, Part::name)) {
            assertThat(shown(index)).containsExactly("screw");
            chain.run(dio -> dio.load(box).in(stock).put("b", Part.of("bolt", 5)));
            assertThat(shown(index)).containsExactly("bolt", "screw");
        }
    }

    @Test
    void aKeyOfSeveralPartsIsAskedByItsFirstOnesAndByRangesOfTheNext() {
        chain.run(dio -> {
            for (String name : List.of("bolt", "nut", "nail")) {
                for (int price : List.of(1, 5, 9)) {
                    dio.store(new Part(name, price, price > 4 ? "acme" : "smith"));
                }
            }
        });
        try (var index = chain.index(Part.class, each -> IndexKey.of(each.name(), each.maker() + "", each.price()))) {
            assertThat(index.range(KeyRange.under("nail"))).hasSize(3);
            assertThat(index.range(KeyRange.under("nail", KeyRange.under("acme")))).extracting(Index.Entry::value)
                    .containsExactly(new Part("nail", 5, "acme"), new Part("nail", 9, "acme"));
            assertThat(index.range(KeyRange.under("nail", KeyRange.under("acme", KeyRange.above(5)))))
                    .extracting(Index.Entry::value)
                    .containsExactly(new Part("nail", 9, "acme"));
            assertThat(index.range(KeyRange.under("none"))).isEmpty();
        }
        try (Index<Part, String> byName = chain.index(Part.class, Part::name)) {
            assertThat(names(byName.range(KeyRange.startingWith("n")))).containsExactly("nail", "nail", "nail", "nut",
                    "nut", "nut");
            assertThat(byName.range(KeyRange.startingWith("o"))).isEmpty();
            assertThat(names(byName.range(key -> key.charAt(0) - 'b'))).as("a range of the program's own")
                    .containsExactly("bolt", "bolt", "bolt");
        }
    }

    @Test
    void itFollowsWhatIsStoredChangedAndDeleted() {
        try (Index<Part, Integer> byPrice = chain.index(Part.class, Part::price)) {
            DaoRef<Part> bolt = chain.store(Part.of("bolt", 5));
            byPrice.await(chain.sequence());
            assertThat(byPrice.equal(5)).hasSize(1);

            chain.run(dio -> dio.load(bolt).update(each -> each.at(7)));
            byPrice.await(chain.sequence());
            assertThat(byPrice.equal(5)).isEmpty();
            assertThat(names(byPrice.equal(7))).containsExactly("bolt");

            chain.delete(bolt);
            byPrice.await(chain.sequence());
            assertThat(byPrice.all()).isEmpty();
            assertThat(byPrice.sequence()).isEqualTo(chain.sequence());
        }
    }

    @Test
    void aStateOnceTakenStaysWhatItIs() {
        try (Index<Part, Integer> byPrice = chain.index(Part.class, Part::price)) {
            DaoRef<Part> bolt = chain.store(Part.of("bolt", 5));
            byPrice.await(chain.sequence());
            Index.State<Part, Integer> before = byPrice.now();
            List<Index.Entry<Part, Integer>> found = before.all();

            chain.run(dio -> {
                dio.overwrite(bolt, Part.of("bolt", 1));
                dio.store(Part.of("nut", 2));
            });
            byPrice.await(chain.sequence());

            assertThat(before.sequence()).isLessThan(byPrice.now().sequence());
            assertThat(before.equal(5)).hasSize(1);
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().value()).as("what the key was computed from").isEqualTo(Part.of("bolt", 5));
            assertThat(names(byPrice.all())).containsExactly("bolt", "nut");
        }
    }

    @Test
    void theEndOfAnObjectTakesAlongWhatHangsBelowItHoweverDeep() {
        try (Index<Part, String> byName = chain.index(Part.class, Part::name)) {
            DaoRef<Box> outer = chain.store(new Box("outer"));
            chain.store(Part.of("loose", 1));
            chain.run(dio -> {
                Field.Vec<Box> boxes = Field.vec("boxes", Box.class);
                Dao<Box> inner = dio.load(outer).in(boxes).add(new Box("inner"));
                Dao<Part> deep = inner.in(PARTS).add(Part.of("deep", 1));
                deep.in(SPARES).add(Part.of("deeper", 1));
            });
            assertThat(shown(byName)).containsExactly("deep", "deeper", "loose");

            chain.delete(outer);

            assertThat(shown(byName)).containsExactly("loose");
        }
    }

    @Test
    void whatHungBelowANamedObjectIsGoneWhenThatIsBornAgainInTheSameCommitsSight() {
        DaoRef<Box> box = chain.ref(Box.class, "box");
        try (Index<Part, String> byName = chain.index(Part.class, Part::name)) {
            chain.run(dio -> dio.store(box, new Box("first")).in(PARTS).add(Part.of("old", 1)));
            assertThat(shown(byName)).containsExactly("old");

            chain.delete(box);
            chain.run(dio -> dio.store(box, new Box("second")).in(PARTS).add(Part.of("new", 1)));

            assertThat(shown(byName)).containsExactly("new");
        }
    }

    @Test
    void anIndexOfACollectionHasWhatIsThereAndNothingElse() {
        DaoRef<Box> box = chain.ref(Box.class, "box");
        try (Index<Part, String> inBox = chain.index(box, PARTS, Part::name)) {
            assertThat(inBox.all()).as("of an object that does not exist yet").isEmpty();
            chain.run(dio -> {
                Dao<Box> made = dio.store(box, new Box("box"));
                made.in(PARTS).add(Part.of("there", 1)).in(PARTS).add(Part.of("below it", 1));
                made.in(SPARES).add(Part.of("in another collection", 1));
                dio.store(Part.of("at the top", 1));
            });
            assertThat(shown(inBox)).containsExactly("there");
            try (Index<Part, String> begunLater = chain.index(box, PARTS, Part::name)) {
                assertThat(names(begunLater.all())).containsExactly("there");
            }

            chain.delete(box);

            assertThat(shown(inBox)).isEmpty();
        }
    }

    @Test
    void anObjectWithoutAKeyIsLeftOut() {
        DaoRef<Part> bolt = chain.store(Part.of("bolt", 5));
        try (Index<Part, String> byMaker = chain.index(Part.class, Part::maker)) {
            assertThat(shown(byMaker)).isEmpty();
            chain.run(dio -> dio.load(bolt).update(each -> new Part("bolt", 5, "acme")));
            assertThat(shown(byMaker)).containsExactly("bolt");
            chain.run(dio -> dio.load(bolt).update(each -> Part.of("bolt", 5)));
            assertThat(shown(byMaker)).isEmpty();
            assertThat(byMaker.failures()).isZero();
        }
    }

    @Test
    void anObjectForWhichTheKeyFunctionThrowsIsLeftOutAndCountedAndNothingElseSuffers() {
        DaoRef<Part> bad = chain.store(Part.of("bad", -1));
        chain.store(Part.of("good", 4));
        try (Index<Part, String> index = chain.index(Part.class, part -> "x".repeat(part.price()))) {
            assertThat(shown(index)).containsExactly("good");
            assertThat(index.failures()).isEqualTo(1);

            chain.store(Part.of("better", 1));
            assertThat(shown(index)).containsExactly("better", "good");

            chain.run(dio -> dio.load(bad).update(each -> each.at(2)));
            assertThat(shown(index)).containsExactly("better", "bad", "good");
            assertThat(index.failures()).isZero();
        }
    }

    @Test
    void aKeyThatCannotBeComparedIsAFailureOfItsObjectAlone() {
        chain.store(Part.of("without a maker", 1));
        chain.store(new Part("with", 1, "acme"));
        try (var index = chain.index(Part.class, part -> IndexKey.of(part.maker(), part.price()))) {
            assertThat(index.all()).extracting(each -> each.value().name()).containsExactly("with");
            assertThat(index.failures()).isEqualTo(1);
        }
    }

    @Test
    void whatTheSessionDoesNotOpenIsCountedAndComesInWithAGrant() {
        DaoRef<Box> box = chain.store(new Box("hers"));
        chain.run(dio -> dio.load(box).in(PARTS).add(Part.of("below", 1)));
        DaoRef<Part> alone = chain.store(Part.of("alone", 2));
        Chain asBob = chain.as(Session.of(bobsKeys));
        try (Index<Part, String> index = asBob.index(Part.class, Part::name)) {
            assertThat(shown(index)).isEmpty();
            assertThat(index.unreadable()).isEqualTo(2);

            chain.run(dio -> dio.load(box).grantRead(bobsKeys.publicKeys()));
            assertThat(shown(index)).containsExactly("below");
            assertThat(index.unreadable()).isEqualTo(1);

            chain.run(dio -> dio.chainRules().grantRead(bobsKeys.publicKeys()));
            assertThat(shown(index)).as("nothing but the chain's rules has changed").containsExactly("alone", "below");
            assertThat(index.unreadable()).isZero();

            chain.run(dio -> dio.chainRules().revokeRead(bobsKeys.id()));
            chain.run(dio -> dio.load(alone).update(each -> each.at(3)));
            assertThat(shown(index)).as("what he had is his, and what is new is not").containsExactly("below");
            assertThat(index.unreadable()).isEqualTo(1);
        }
    }

    @Test
    void valuesThatTheClassCannotTakeAreCountedAsUnreadable() {
        chain.store(Type.tree("Part"),
                JsonNodeFactory.instance.objectNode().put("name", 1));
        try (Index<Part, String> index = chain.index(Part.class, Part::name)) {
            assertThat(index.all()).isEmpty();
            assertThat(index.unreadable()).isEqualTo(1);
        }
    }

    @Test
    void treesAreIndexedWithoutAClass() {
        chain.store(Part.of("bolt", 5));
        try (var index = chain.index(Type.tree("Part"), part -> part.path("price").asInt())) {
            assertThat(index.equal(5)).hasSize(1);
            assertThat(index.equal(5).getFirst().value().path("name").asString()).isEqualTo("bolt");
        }
    }

    @Test
    void rebuildingAsksTheFunctionsAnew() {
        chain.store(Part.of("bolt", 5));
        AtomicInteger factor = new AtomicInteger(1);
        try (Index<Part, Integer> index = chain.index(Part.class, part -> part.price() * factor.get())) {
            factor.set(10);
            assertThat(index.equal(5)).hasSize(1);

            index.rebuild();

            assertThat(index.equal(5)).isEmpty();
            assertThat(index.equal(50)).hasSize(1);
            chain.store(Part.of("nut", 1));
            index.await(chain.sequence());
            assertThat(index.all()).hasSize(2);
        }
    }

    @Test
    void itEndsWithItselfItsHandleOrItsChain() {
        Index<Part, String> closed = chain.index(Part.class, Part::name);
        Chain handle = chain.as(Session.of(bobsKeys));
        Index<Part, String> ofHandle = handle.index(Part.class, Part::name);
        Index<Part, String> ofChain = chain.index(Part.class, Part::name);
        chain.store(Part.of("bolt", 5));
        ofChain.await(chain.sequence());
        Index.Entry<Part, String> entry = ofChain.all().getFirst();

        closed.close();
        closed.close();
        handle.close();

        assertThatIllegalStateException().isThrownBy(closed::all).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(ofHandle::all).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> handle.index(Part.class, Part::name));
        assertThat(names(ofChain.all())).containsExactly("bolt");

        chain.close();

        assertThatIllegalStateException().isThrownBy(ofChain::now).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(entry::value).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> ofChain.await(1));
    }

    @Test
    void anIndexOfAChainFromDiskIsBuiltOfWhatIsThere(@TempDir Path folder) {
        try (Chain kept = Chain.open(folder, Session.of(bobsKeys))) {
            DaoRef<Part> bolt = kept.store(Part.of("bolt", 5));
            kept.store(Part.of("nut", 2));
            kept.run(dio -> dio.load(bolt).update(each -> each.at(1)));
        }
        try (Chain kept = Chain.open(folder, Session.of(bobsKeys));
                Index<Part, Integer> byPrice = kept.index(Part.class, Part::price)) {
            assertThat(byPrice.sequence()).isEqualTo(3);
            assertThat(names(byPrice.all())).containsExactly("bolt", "nut");
        }
    }

    @Test
    void twoClassesOfOneNameAreRefused() {
        chain.store(Part.of("bolt", 5));
        assertThatIllegalArgumentException().isThrownBy(() -> chain.index(Other.Part.class, Other.Part::name))
                .withMessageContaining("two classes");
    }

    static class Other {
        record Part(String name) {}
    }

    @Test
    void waitingForASequenceThatDoesNotComeEndsAtTheDeadline() {
        Chain hasty = chain.within(Duration.ofMillis(1));
        Index<Part, String> index = chain.index(Part.class, Part::name);
        assertThat(index.sequence()).isZero();
        try (Index<Part, String> impatient = begun(hasty)) {
            assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> impatient.await(99))
                    .withMessageContaining("sequence 99");
        }
    }

    /** An index of a handle whose deadline may pass before one is built. */
    private static Index<Part, String> begun(Chain hasty) {
        for (;;) {
            try {
                return hasty.index(Part.class, Part::name);
            } catch (ChainUnavailableException _) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whoFallsFarBehindLooksAtEverythingOnceAndComputesNothingTwice() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger computed = new AtomicInteger();
        List<DaoRef<Part>> first = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            first.add(chain.store(Part.of("kept", i)));
        }
        try (Index<Part, Integer> index = chain.index(Part.class, part -> {
            computed.incrementAndGet();
            if (part.name().equals("slow")) {
                reached.countDown();
                awaitQuietly(release);
            }
            return part.price();
        })) {
            chain.store(Part.of("slow", -1));
            reached.await();
            for (int commit = 0; commit < 2; commit++) {
                chain.run(dio -> {
                    for (int i = 0; i < 10_000; i++) {
                        dio.store(Part.of("new", i));
                    }
                });
            }
            chain.delete(first.getFirst());
            release.countDown();
            index.await(chain.sequence());

            assertThat(index.all()).hasSize(20_010);
            assertThat(index.equal(0)).extracting(each -> each.value().name()).hasSize(2).containsOnly("new");
            assertThat(computed).hasValue(20_011);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReaderNeverSeesHalfACommit() throws InterruptedException {
        int objects = 20;
        List<DaoRef<Part>> parts = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            parts.add(chain.store(Part.of("part " + i, i)));
        }
        try (Index<Part, Integer> byPrice = chain.index(Part.class, Part::price)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int round = 1; round <= 100; round++) {
                    int moved = round;
                    // Every part goes on to the next price: between commits there is one of each.
                    chain.run(dio -> parts
                            .forEach(each -> dio.load(each).update(part -> part.at((part.price() + moved) % objects))));
                }
            });
            long states = 0;
            long last = -1;
            while (writer.isAlive() || last < chain.sequence()) {
                Index.State<Part, Integer> state = byPrice.now();
                assertThat(state.all().stream().map(Index.Entry::key)).as("sequence " + state.sequence())
                        .containsExactlyElementsOf(IntStream.range(0, objects).boxed().toList());
                assertThat(state.sequence()).isGreaterThanOrEqualTo(last);
                last = state.sequence();
                states++;
            }
            writer.join();
            assertThat(states).isPositive();
        }
    }

    @Test
    void allIndexesOfAChainGoTheSameStepsAndSeeEachOthersFailuresInNothing() {
        try (Index<Part, String> byName = chain.index(Part.class, Part::name);
                Index<Part, Contrary> broken = chain.index(Part.class, part -> new Contrary(part.price()))) {
            DaoRef<Part> one = chain.store(Part.of("one", 1));
            chain.store(Part.of("two", 2));
            assertThat(shown(byName)).hasSize(2);
            broken.await(chain.sequence());
            Contrary.isContrary.set(true);
            try {
                chain.delete(one);
                assertThat(shown(byName)).containsExactly("two");
                assertThatIllegalStateException().isThrownBy(() -> broken.await(chain.sequence()))
                        .havingCause()
                        .withMessageContaining("must not change");
            } finally {
                Contrary.isContrary.set(false);
            }
        }
    }

    /** A key whose order changes. */
    record Contrary(int number) implements Comparable<Contrary> {
        static final AtomicBoolean isContrary = new AtomicBoolean();

        @Override
        public int compareTo(Contrary other) {
            return isContrary.get() ? 1 : Integer.compare(number, other.number);
        }
    }

    @Test
    void whatAnIndexPrintsTellsNothingOfValues() {
        chain.store(Part.of("secret", 1));
        try (Index<Part, String> index = chain.index(Part.class, Part::name)) {
            assertThat(index.all().toString().toLowerCase(Locale.ROOT)).doesNotContain("secret");
            assertThat(index.range(ANYTHING)).hasSize(1);
        }
    }
}
