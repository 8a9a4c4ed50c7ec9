package io.ate;

import io.ate.internal.dao.Tampering;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Events that an object records one after the other. */
class EventStreamTest {
    private static final Field.Stream<OrderEvent> EVENTS = Field.stream("events", OrderEvent.class);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Chain chain = Chain.temporary();
    private final DaoRef<Order> order = chain.store(new Order("tea"));
    private final EventStream<OrderEvent> events = chain.stream(order, EVENTS);

    record Order(String what) {}

    sealed interface OrderEvent {
        record Placed(int count) implements OrderEvent {}

        record Paid(int amount) implements OrderEvent {}
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private static OrderEvent placed(int count) {
        return new OrderEvent.Placed(count);
    }

    private static List<OrderEvent> placed(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(EventStreamTest::placed).toList();
    }

    private List<OrderEvent> values() {
        return events.read(0).map(Recorded::value).toList();
    }

    @Test
    void whoFollowsAStreamActsOnEachEventOnceAlsoInAnotherRun() throws InterruptedException {
        DaoRef<Order> sums = chain.store(new Order("sums"));
        Field.Vec<Integer> seen = Field.vec("seen", Integer.class);
        Follower<OrderEvent> adding = (dio, change) -> {
            if (change instanceof Change.Stored<OrderEvent> event) {
                dio.load(sums).in(seen).add(((OrderEvent.Placed) event.value()).count());
            }
        };
        events.append(placed(1, 3));
        for (int last = 3; last <= 6; last += 3) {
            try (Bus<Integer> sum = chain.bus(sums, seen, Position.START);
                    Registration _ = chain.follow("sums", from -> chain.bus(order, EVENTS, from), adding)) {
                for (int i = 1; i <= last; i++) {
                    assertThat(sum.poll(SOON)).isPresent();
                }
            }
            events.append(placed(last + 1, last + 3));
        }
        assertThat(chain.<List<Integer>, RuntimeException>commit(dio -> dio.load(sums).in(seen).values()))
                .startsWith(1, 2, 3, 4, 5, 6)
                .doesNotHaveDuplicates();
        try (Bus<OrderEvent> news = chain.bus(order, EVENTS)) {
            events.append(placed(10));
            assertThat(news.poll(SOON)).get()
                    .isInstanceOfSatisfying(Change.Stored.class,
                            each -> assertThat(each.value()).isEqualTo(placed(10)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAppendedIsReadInItsOrder(Trust trust) {
        try (Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Order> place = one.store(new Order("tea"));
            EventStream<OrderEvent> stream = one.stream(place, EVENTS);
            assertThat(stream.revision()).isZero();
            assertThat(stream.read(0)).isEmpty();

            assertThat(stream.append(placed(1))).isEqualTo(1);
            assertThat(stream.append(List.of(new OrderEvent.Paid(2), placed(3)))).isEqualTo(3);
            assertThat(stream.append(3, new OrderEvent.Paid(4))).isEqualTo(4);
            assertThat(stream.append(List.of())).isEqualTo(4);

            assertThat(stream.revision()).isEqualTo(4);
            assertThat(stream.read(0).map(Recorded::value)).containsExactly(placed(1), new OrderEvent.Paid(2),
                    placed(3), new OrderEvent.Paid(4));
            assertThat(stream.read(2).map(Recorded::revision)).containsExactly(3L, 4L);
            assertThat(stream.read(4)).isEmpty();
            assertThat(stream.read(40)).as("further than it has come here").isEmpty();
            Recorded<OrderEvent> second = stream.at(2);
            assertThat(second.value()).isEqualTo(new OrderEvent.Paid(2));
            assertThat(second.revision()).isEqualTo(2);
            assertThat(second.origin().sequence()).isEqualTo(3);
            assertThat(second.origin().author()).isEqualTo(one.session().keys().getFirst().id());
            assertThat(one.get(second.ref())).isEqualTo(second.value());
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> stream.at(5));
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> stream.at(0));
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> stream.read(-1));
        }
    }

    @Test
    void aWrongExpectationNamesBothRevisionsAndRecordsNothing() {
        events.append(placed(1, 3));
        for (long wrong : new long[] {0, 2, 4, 100}) {
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> events.append(wrong, placed(9)))
                    .withMessageContaining("at revision 3")
                    .withMessageContaining("not at " + wrong);
        }
        assertThat(values()).isEqualTo(placed(1, 3));
    }

    @Test
    void oneUnitOfWorkReadsWhatItAppendsAndAppendsTogetherWithOtherChanges() {
        chain.run(dio -> {
            Dao<Order> dao = dio.load(order);
            DaoStream<OrderEvent> stream = dao.in(EVENTS);
            assertThat(stream.append(placed(1))).isEqualTo(1);
            assertThat(stream.append(1, placed(2, 4))).isEqualTo(4);
            assertThat(dao.in(EVENTS).revision()).as("by another handle").isEqualTo(4);
            assertThat(stream.read(1).map(Recorded::value)).containsExactlyElementsOf(placed(2, 4));
            assertThat(stream.at(4).origin().sequence()).isZero();
            dao.update(_ -> new Order("four"));
        });
        assertThat(values()).isEqualTo(placed(1, 4));
        assertThat(chain.get(order)).isEqualTo(new Order("four"));
    }

    @Test
    void ofTwoWhoAppendAtOneRevisionExactlyOneDoes() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> chain.run(dio -> {
            DaoStream<OrderEvent> mine = dio.load(order).in(EVENTS);
            mine.append(0, placed(1));
            if (runs.incrementAndGet() == 1) {
                events.append(0, placed(2));
            }
        })).withMessageContaining("at revision 1").withMessageContaining("not at 0");
        assertThat(values()).containsExactly(placed(2));
    }

    @Test
    void whoeverAppendsAtARevisionAtOnceOneOfThemDoes() throws Exception {
        int rounds = 20;
        AtomicInteger won = new AtomicInteger();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int person = 0; person < 6; person++) {
                int who = person;
                done.add(people.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        try {
                            events.append(round, placed(who));
                            won.incrementAndGet();
                        } catch (ConflictException _) {
                            // another's round
                        }
                        while (events.revision() <= round) {
                            Thread.onSpinWait();
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(won).hasValue(rounds);
        assertThat(events.revision()).isEqualTo(rounds);
    }

    @Test
    void whoAppendsWithoutAnExpectationComesBehindWhoWasFirst() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int person = 0; person < 4; person++) {
                int first = person * 100;
                done.add(people.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        events.append(List.of(placed(first + 2 * i), placed(first + 2 * i + 1)));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        List<Integer> counts = values().stream().map(event -> ((OrderEvent.Placed) event).count()).toList();
        assertThat(counts).hasSize(80).doesNotHaveDuplicates();
        for (int i = 0; i < counts.size(); i += 2) {
            assertThat(counts.get(i + 1)).as("what was appended together").isEqualTo(counts.get(i) + 1);
        }
    }

    @Test
    void whatWasRecordedIsNeitherChangedNorMovedNorDeletedByMistake() {
        events.append(placed(1, 3));
        DaoRef<OrderEvent> second = events.at(2).ref();
        DaoRef<JsonNode> tree = DaoRef.of(Type.tree(), second.key());
        Field.Vec<OrderEvent> elsewhere = Field.vec("elsewhere", OrderEvent.class);

        assertRefused(() -> chain.delete(second));
        assertRefused(() -> chain.delete(tree));
        assertRefused(() -> chain.overwrite(second, placed(9)));
        assertRefused(() -> chain.run(dio -> dio.load(second).delete()));
        assertRefused(() -> chain.run(dio -> dio.load(tree).overwrite(new JsonMapper().createObjectNode())));
        assertRefused(() -> chain.run(dio -> dio.load(second).update(_ -> placed(9))));
        assertRefused(() -> chain.run(dio -> dio.load(second).moveTo(dio.load(order).in(elsewhere))));
        assertRefused(() -> chain.run(dio -> dio.load(second).moveToTop()));
        assertRefused(() -> chain.run(dio -> {
            DaoStream<OrderEvent> stream = dio.load(order).in(EVENTS);
            dio.delete(stream.at(stream.append(placed(4))).ref());
        }));

        assertThat(values()).isEqualTo(placed(1, 3));
        chain.delete(order);
        assertThat(chain.find(second)).as("with its owner it goes").isEmpty();
    }

    /** Such as one that works with whatever is there. */
    @Test
    void aProgramThatDoesNotKnowTheStreamDoesItNoHarmEither(@TempDir Path folder) {
        Field.Map<Integer, OrderEvent> byNumber = Field.map("numbered", Integer.class, OrderEvent.class);
        Field.Child<OrderEvent> only = Field.child("only", OrderEvent.class);
        try (KeyBundle keys = KeyBundle.generate()) {
            List<PrimaryKey> recorded = new ArrayList<>();
            List<PrimaryKey> others = new ArrayList<>();
            try (Chain one = Chain.open(folder, Session.of(keys))) {
                DaoRef<Order> owner = one.store(new Order("milk"));
                EventStream<OrderEvent> stream = one.stream(owner, EVENTS);
                stream.append(placed(1, 3));
                stream.read(0).forEach(each -> recorded.add(each.ref().key()));
                one.run(dio -> {
                    others.add(dio.load(owner).in(byNumber).put(2, placed(2)).key());
                    others.add(dio.load(owner).in(byNumber).put(1, placed(1)).key());
                    others.add(dio.load(owner).in(only).set(placed(1)).key());
                });
            }
            try (Chain other = Chain.open(folder, Session.of(keys))) {
                recorded.forEach(each -> {
                    assertRefused(() -> other.delete(DaoRef.of(OrderEvent.class, each)));
                    assertRefused(() -> other.overwrite(DaoRef.of(OrderEvent.class, each), placed(9)));
                });
                others.forEach(each -> other.overwrite(DaoRef.of(OrderEvent.class, each), placed(9)));
                others.forEach(each -> other.delete(DaoRef.of(OrderEvent.class, each)));
            }
        }
    }

    private static void assertRefused(ThrowingCallable change) {
        assertThatIllegalStateException().isThrownBy(change)
                .withMessageContaining("an event in the stream \"events\"")
                .withMessageContaining("Append an event");
    }

    @Test
    void anEventThatWasChangedIsReportedAndNotShown() {
        events.append(placed(1, 3));
        DaoRef<OrderEvent> second = events.at(2).ref();
        Tampering.overwrite(chain, second, placed(9));

        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.at(2))
                .withMessageContaining("revision 2")
                .withMessageContaining("changed");
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.read(0).toList());
        assertThat(events.read(2)).as("what is behind it").hasSize(1);
        assertThat(events.revision()).isEqualTo(3);
    }

    @Test
    void anEventThatOneUnitOfWorkChangesIsReportedThereToo() {
        events.append(placed(1));
        DaoRef<OrderEvent> first = events.at(1).ref();
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> chain.run(dio -> {
            Tampering.overwrite(dio, first, placed(9));
            dio.load(order).in(EVENTS).at(1);
        }));
    }

    /** Wherever in the stream: its end is looked for in steps. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void anEventThatWasDeletedIsMissed(int revision) {
        events.append(placed(1, 10));
        Tampering.delete(chain, events.at(revision).ref());

        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.read(0).toList());
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.at(revision));
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> {
            events.append(placed(11));
            var _ = events.read(0).toList();
        });
    }

    /** It would be behind a gap for good. */
    @Test
    void nothingIsRecordedBehindAnEventThatIsDeletedMeanwhile() {
        events.append(placed(1));
        DaoRef<OrderEvent> first = events.at(1).ref();

        CompletableFuture<Long> late = chain.commitAsync(dio -> {
            long revision = dio.load(order).in(EVENTS).append(placed(2));
            Tampering.delete(chain, first);
            return revision;
        });

        assertThatExceptionOfType(CompletionException.class).isThrownBy(late::join)
                .withCauseInstanceOf(ConflictException.class);
        assertThat(events.revision()).isZero();
        assertThat(events.append(placed(3))).isEqualTo(1);
    }

    @Test
    void thoseWhoReadTheOwnerFromNowOnReadWhatWasRecordedBefore() {
        try (KeyBundle bobsKeys = KeyBundle.generate(); Chain bobs = chain.as(Session.of(bobsKeys))) {
            PublicKeys alice = chain.session().keys().getFirst().publicKeys();
            PublicKeys bob = bobsKeys.publicKeys();
            events.append(placed(1, 3));
            Origin before = events.at(2).origin();
            chain.run(dio -> dio.load(order)
                    .rules(Rules.inherit().readableBy(alice, bob).writableBy(alice, bob).controlledBy(alice)));

            EventStream<OrderEvent> seen = bobs.stream(order, EVENTS);
            assertThat(seen.read(0).map(Recorded::value)).containsExactlyElementsOf(placed(1, 3));
            assertThat(values()).isEqualTo(placed(1, 3));
            assertThat(events.at(2).origin()).as("it was recorded then").isEqualTo(before);
            assertThat(seen.append(3, placed(4))).isEqualTo(4);
            assertThat(values()).isEqualTo(placed(1, 4));

            Tampering.overwrite(bobs, seen.at(2).ref(), placed(9));
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.at(2));
            assertThatExceptionOfType(CorruptionException.class)
                    .as("who cannot compare believes nobody who may only write")
                    .isThrownBy(() -> seen.at(2));
        }
    }

    /** Who grants it does not answer for what others made of what was recorded. */
    @Test
    void whatWasChangedIsNotSealedAnewForThoseWhoCannotTell() {
        try (KeyBundle bobsKeys = KeyBundle.generate();
                KeyBundle carolsKeys = KeyBundle.generate();
                Chain bobs = chain.as(Session.of(bobsKeys));
                Chain carols = chain.as(Session.of(carolsKeys))) {
            PublicKeys alice = chain.session().keys().getFirst().publicKeys();
            PublicKeys bob = bobsKeys.publicKeys();
            chain.run(dio -> {
                dio.chainRules().grantRead(bob);
                dio.chainRules().grantWrite(bob);
            });
            events.append(placed(1, 3));
            Tampering.overwrite(bobs, bobs.stream(order, EVENTS).at(2).ref(), placed(9));

            RulesResult granted = chain.commit(dio -> dio.load(order)
                    .rules(Rules.inherit().readableBy(alice, bob, carolsKeys.publicKeys())));

            assertThat(granted.left()).isOne();
            EventStream<OrderEvent> seen = carols.stream(order, EVENTS);
            assertThat(seen.at(1).value()).isEqualTo(placed(1));
            assertThat(seen.at(3).value()).isEqualTo(placed(3));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> seen.at(2));
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.at(2))
                    .withMessageContaining("changed");
        }
    }

    @Test
    void aStreamOfTenThousandIsReadFromAnywhere() {
        for (int i = 0; i < 10; i++) {
            events.append(i * 1_000L, placed(i * 1_000 + 1, (i + 1) * 1_000));
        }
        assertThat(events.revision()).isEqualTo(10_000);
        assertThat(events.at(7_654).value()).isEqualTo(placed(7_654));
        assertThat(events.read(9_990).map(Recorded::value)).containsExactlyElementsOf(placed(9_991, 10_000));
        assertThat(values()).isEqualTo(placed(1, 10_000));
    }

    @Test
    void aStreamIsReadNoFurtherThanSomebodyAsks() {
        events.append(placed(1, 1_000));
        Tampering.overwrite(chain, events.at(900).ref(), placed(0));
        assertThat(events.read(0).limit(300).map(Recorded::value)).containsExactlyElementsOf(placed(1, 300));
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> events.read(0).toList());
        Iterator<Recorded<OrderEvent>> some = events.read(0).iterator();
        IntStream.rangeClosed(1, 10).forEach(each -> assertThat(some.next().value()).isEqualTo(placed(each)));
        events.append(placed(1_001));
        assertThat(events.read(899).limit(0)).isEmpty();
        assertThat(events.read(900).map(Recorded::value)).containsExactlyElementsOf(placed(901, 1_001));
    }

    @Test
    void aNewLifeOfTheOwnerBeginsAtZero() {
        DaoRef<Order> named = chain.store(chain.ref(Order.class, "first"), new Order("tea"));
        EventStream<OrderEvent> stream = chain.stream(named, EVENTS);
        stream.append(placed(1, 3));
        chain.delete(named);
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(stream::revision);
        chain.store(named, new Order("coffee"));
        assertThat(stream.revision()).isZero();
        assertThat(stream.append(0, placed(7))).isEqualTo(1);
        assertThat(stream.read(0).map(Recorded::value)).containsExactly(placed(7));
    }

    @Test
    void aCursorReadsWhatIsThereAndThenWhatComes() throws Exception {
        events.append(placed(1, 300));
        try (EventCursor<OrderEvent> cursor = events.subscribe(10);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Long>> read = other.submit(() -> {
                List<Long> revisions = new ArrayList<>();
                while (cursor.revision() < 310) {
                    revisions.add(cursor.take().revision());
                }
                return revisions;
            });
            for (int i = 301; i <= 310; i++) {
                chain.store(new Order("something else"));
                events.append(placed(i));
            }
            assertThat(read.get()).isEqualTo(LongStream.rangeClosed(11, 310).boxed().toList());
            assertThat(cursor.poll(Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void aCursorReportsWhatWasCutOffBehindIt() throws Exception {
        events.append(placed(1, 3));
        try (EventCursor<OrderEvent> cursor = events.subscribe(2)) {
            assertThat(cursor.take().value()).isEqualTo(placed(3));
            Tampering.delete(chain, events.at(3).ref());
            events.append(placed(4, 9));
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(cursor::take)
                    .withMessageContaining("revision 3");
        }
    }

    @Test
    void aCursorReadsUpToWhatWasChangedBeforeItReportsIt() throws Exception {
        events.append(placed(1, 3));
        Tampering.overwrite(chain, events.at(3).ref(), placed(9));
        try (EventCursor<OrderEvent> cursor = events.subscribe(0)) {
            assertThat(cursor.take().revision()).isEqualTo(1);
            assertThat(cursor.take().revision()).isEqualTo(2);
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(cursor::take);
        }
    }

    @Test
    void aCursorEndsWithTheOwnerOfItsStreamAndWhenItIsClosed() throws Exception {
        events.append(placed(1));
        EventCursor<OrderEvent> closed = events.subscribe(0);
        closed.close();
        closed.close();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(closed::take);
        EventCursor<OrderEvent> waiting = events.subscribe(1);
        try (EventCursor<OrderEvent> cursor = events.subscribe(1);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> ended = other.submit(() -> assertThatExceptionOfType(NoSuchObjectException.class)
                    .isThrownBy(() -> cursor.poll(SOON)));
            Future<?> stopped = other.submit(
                    () -> assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> waiting.take()));
            waiting.close();
            stopped.get();
            chain.delete(order);
            ended.get();
        }
    }
}
