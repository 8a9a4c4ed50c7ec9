package io.ate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Following the changes of a collection, and of the objects of one type. */
class BusTest {
    private static final Field.Vec<Ball> BALLS = Field.vec("balls", Ball.class);
    private static final Field.Vec<Ball> LOST = Field.vec("lost", Ball.class);
    private static final Field.Vec<Table> TABLES = Field.vec("tables", Table.class);

    record Ball(String color) {}

    record Table(String name) {}

    private final Chain chain = Chain.temporary();

    @AfterEach
    void close() {
        chain.close();
    }

    private DaoRef<Ball> add(DaoRef<Table> table, Field.Vec<Ball> field, String color) {
        return chain.commit(dio -> dio.load(table).in(field).add(new Ball(color)).ref());
    }

    private static String told(Change<Ball> change) {
        return switch (change) {
            case Change.Stored<Ball>(var sequence, var _, var ball) -> sequence + " " + ball.value().color();
            case Change.Deleted<Ball> gone -> gone.sequence() + " deleted " + gone.ref();
        };
    }

    /** All that is known to come, which need not be the end of its owner. */
    private static List<String> rest(Bus<Ball> bus) throws InterruptedException {
        List<String> told = new ArrayList<>();
        try {
            addRest(told, bus);
        } catch (NoSuchObjectException _) { // all was told
            return told;
        }
        return told;
    }

    private static void addRest(List<String> told, Bus<Ball> bus) throws InterruptedException {
        for (Optional<Change<Ball>> next = bus.poll(Duration.ZERO); next.isPresent(); next = bus.poll(Duration.ZERO)) {
            told.add(told(next.get()));
        }
    }

    @Test
    void aTimeoutOfZeroOrLessDoesNotWait() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("ours"));
        try (Bus<Ball> bus = chain.bus(table, BALLS)) {
            assertThat(bus.poll(Duration.ofSeconds(-1))).isEmpty();
            add(table, BALLS, "red");
            assertThat(bus.poll(Duration.ofSeconds(-1))).isPresent();
        }
    }

    @Test
    void aBusTellsOfItsCollectionAloneEachChangeOnceInOrder() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("ours"));
        DaoRef<Table> other = chain.store(new Table("theirs"));
        DaoRef<Ball> before = add(table, BALLS, "before");
        try (Bus<Ball> bus = chain.bus(table, BALLS)) {
            DaoRef<Ball> red = add(table, BALLS, "red");
            add(table, LOST, "lost");
            add(other, BALLS, "theirs");
            chain.overwrite(red, new Ball("blue"));
            chain.overwrite(table, new Table("renamed"));
            chain.delete(before);
            chain.run(dio -> {
                dio.load(red).update(_ -> new Ball("green"));
                dio.load(table).in(BALLS).add(new Ball("black"));
            });

            assertThat(told(bus.take())).isEqualTo("4 red");
            assertThat(rest(bus)).containsExactly("7 blue", "9 deleted " + before, "10 green", "11 black");
        }
        try (Bus<Ball> all = chain.bus(table, BALLS, Position.START)) {
            assertThat(rest(all)).containsExactly("3 before", "4 red", "7 blue", "9 deleted " + before, "10 green",
                    "11 black");
        }
    }

    @Test
    void aBusOfATypeTellsOfTheObjectsAtTheTopAndNotOfWhatHangsBelow() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("ours"));
        DaoRef<Ball> top = chain.store(new Ball("top"));
        add(table, BALLS, "below");
        chain.overwrite(top, new Ball("still"));
        chain.delete(table);
        chain.delete(top);
        try (Bus<Ball> balls = chain.bus(Ball.class, Position.START); Bus<Ball> none = chain.bus(Ball.class)) {
            assertThat(rest(balls)).containsExactly("2 top", "4 still", "6 deleted " + top);
            assertThat(rest(none)).isEmpty();
        }
    }

    @Test
    void whatEndsWithItsOwnerOrWithWhatThatHangsBelowIsToldAsDeletedWhatIsElsewhereIsNot()
            throws InterruptedException {
        DaoRef<Table> room = chain.store(new Table("room"));
        DaoRef<Table> table = chain.commit(dio -> dio.load(room).in(TABLES).add(new Table("table")).ref());
        try (Bus<Ball> bus = chain.bus(table, BALLS)) {
            DaoRef<Ball> one = add(table, BALLS, "one");
            DaoRef<Ball> two = add(table, BALLS, "two");
            DaoRef<Ball> gone = add(table, BALLS, "gone");
            add(table, LOST, "lost");
            chain.delete(gone);
            chain.delete(room);

            List<String> told = List.of("3 one", "4 two", "5 gone", "7 deleted " + gone, "8 deleted " + one,
                    "8 deleted " + two);
            assertThat(rest(bus)).isEqualTo(told);
            assertThat(bus.position()).isEqualTo(Position.after(8));
            try (Bus<Ball> late = chain.bus(table, BALLS, Position.START);
                    Bus<Ball> later = chain.bus(table, BALLS, Position.after(7));
                    Bus<Ball> last = chain.bus(table, BALLS, new Position.Within(7, 1))) {
                assertThat(rest(late)).isEqualTo(told);
                assertThat(rest(later)).isEqualTo(told.subList(4, 6));
                assertThat(rest(last)).isEqualTo(told.subList(5, 6));
            }
        }
    }

    @Test
    void whoWaitsIsToldThatTheOwnerHasEndedAfterAllThatIsToBeTold() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("table"));
        try (Bus<Ball> bus = chain.bus(table, BALLS); Bus<Ball> before = chain.bus(table, BALLS, Position.START)) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            DaoRef<Ball> red = add(table, BALLS, "red");
            assertThat(told(bus.take())).isEqualTo("2 red");
            Thread.startVirtualThread(() -> {
                try {
                    assertThat(told(bus.take())).isEqualTo("3 deleted " + red);
                    end.completeExceptionally(new AssertionError("and then " + bus.take()));
                } catch (InterruptedException | RuntimeException | AssertionError e) {
                    end.complete(e);
                }
            });
            chain.delete(table);
            assertThat(end.orTimeout(30, TimeUnit.SECONDS).join()).isInstanceOf(NoSuchObjectException.class);
            assertThat(told(before.take())).isEqualTo("2 red");
            assertThat(told(before.take())).isEqualTo("3 deleted " + red);
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(before::take);
        }
        assertThatExceptionOfType(NoSuchObjectException.class).as("nothing can come")
                .isThrownBy(() -> chain.bus(table, BALLS));
        try (Bus<Ball> past = chain.bus(table, BALLS, Position.START)) {
            assertThat(told(past.take())).isEqualTo("2 red");
        }
    }

    @Test
    void aBusOfWhatNeverWasEndsAtOnceUnlessItHasANameByWhichItMayBegin() throws InterruptedException {
        DaoRef<Table> never = DaoRef.of(Table.class, PrimaryKey.parse("00112233445566778899aabbccddeeff"));
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.bus(never, BALLS));
        chain.store(new Table("another"));
        try (Bus<Ball> bus = chain.bus(never, BALLS, Position.START)) {
            assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(bus::take);
        }
        try (Bus<Ball> bus = chain.bus(chain.ref(Table.class, "soon"), BALLS);
                Bus<Ball> ahead = chain.bus(never, BALLS, Position.after(1_000))) {
            assertThat(bus.poll(Duration.ZERO)).isEmpty();
            assertThat(ahead.poll(Duration.ZERO)).as("who is ahead of what is known here").isEmpty();
        }
    }

    @Test
    void aPositionAheadOfTheChainPassesOverWhatComesUpToIt() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("table"));
        try (Bus<Ball> bus = chain.bus(table, BALLS, Position.after(3))) {
            add(table, BALLS, "second");
            add(table, BALLS, "third");
            add(table, BALLS, "fourth");
            assertThat(rest(bus)).containsExactly("4 fourth");
        }
    }

    @Test
    void mapsAndSingleChildrenHaveBusesToo() throws InterruptedException {
        Field.Map<String, Ball> byName = Field.map("by name", String.class, Ball.class);
        Field.Child<Ball> best = Field.child("best", Ball.class);
        DaoRef<Table> table = chain.store(new Table("table"));
        try (Bus<Ball> entries = chain.bus(table, byName); Bus<Ball> child = chain.bus(table, best)) {
            chain.run(dio -> dio.load(table).in(byName).put("a", new Ball("red")));
            chain.run(dio -> dio.load(table).in(best).set(new Ball("blue")));
            assertThat(rest(entries)).containsExactly("2 red");
            assertThat(rest(child)).containsExactly("3 blue");
        }
    }

    @Test
    void theCollectionOfANameBeginsAnewWithItsOwner() throws InterruptedException {
        DaoRef<Table> table = chain.ref(Table.class, "table");
        try (Bus<Ball> bus = chain.bus(table, BALLS)) {
            chain.store(table, new Table("first life"));
            DaoRef<Ball> one = add(table, BALLS, "one");
            chain.delete(table);
            chain.store(table, new Table("second life"));
            DaoRef<Ball> two = add(table, BALLS, "two");
            chain.delete(table);
            assertThat(rest(bus)).containsExactly("2 one", "3 deleted " + one, "5 two", "6 deleted " + two);
        }
    }

    @Test
    void aBusThatBeginsWhereAnotherStandsGoesOnExactlyThere() throws InterruptedException {
        DaoRef<Table> table = chain.ref(Table.class, "table");
        List<String> all;
        try (Bus<Ball> bus = chain.bus(table, BALLS, Position.START)) {
            chain.store(table, new Table("table"));
            chain.run(dio -> {
                for (int i = 0; i < 5; i++) {
                    dio.load(table).in(BALLS).add(new Ball("ball " + i));
                    dio.store(new Table("in between"));
                }
            });
            add(table, BALLS, "last");
            chain.delete(table);
            all = rest(bus);
        }
        assertThat(all).hasSize(12);
        Position position = Position.START;
        for (String expected : all) {
            try (Bus<Ball> bus = chain.bus(table, BALLS, position)) {
                assertThat(told(bus.take())).isEqualTo(expected);
                position = bus.position();
            }
        }
        try (Bus<Ball> bus = chain.bus(table, BALLS, position)) {
            assertThat(rest(bus)).isEmpty();
        }
    }

    @Test
    void aBusFarBehindReadsWhatIsNotInMemoryAnyMore(@TempDir Path folder) throws InterruptedException {
        try (KeyBundle keys = KeyBundle.generate()) {
            DaoRef<Table> table;
            try (Chain first = Chain.open(folder, Session.of(keys))) {
                table = first.store(new Table("table"));
                first.run(dio -> {
                    for (int i = 0; i < 3_000; i++) {
                        dio.load(table).in(BALLS).add(new Ball("ball " + i));
                    }
                });
                DaoRef<Table> passing = first.store(new Table("passing"));
                first.delete(passing);
            }
            try (Chain again = Chain.open(folder, Session.of(keys));
                    Bus<Ball> start = again.bus(table, BALLS, Position.START);
                    Bus<Ball> middle = again.bus(table, BALLS, Position.after(2_001))) {
                again.delete(table);
                assertThat(rest(start)).hasSize(6_000).startsWith("2 ball 0", "3 ball 1");
                assertThat(rest(middle)).hasSize(4_000).startsWith("2002 ball 2000");
            }
        }
    }

    @Test
    void whatIsNotOpenToTheSessionIsToldAndRefusedOnlyToWhoAsksForItsValue() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("table"));
        try (KeyBundle stranger = KeyBundle.generate();
                Bus<Ball> bus = chain.as(Session.of(stranger)).bus(table, BALLS)) {
            DaoRef<Ball> ball = add(table, BALLS, "secret");
            Change<Ball> change = bus.take();
            assertThat(change.ref()).isEqualTo(ball);
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> told(change))
                    .withMessageContaining(ball.key().toString());
        }
    }

    @Test
    void aChildOfAnotherTypeIsToldAndItsValueIsRefused() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("table"));
        try (Bus<Ball> bus = chain.bus(table, BALLS)) {
            DaoRef<JsonNode> other = DaoRef.of(Type.tree(), chain.store(new Table("no ball")).key());
            chain.run(dio -> dio.load(other).moveTo(dio.load(table).in(Field.vec(BALLS.name(), Type.tree()))));
            Change<Ball> change = bus.take();
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> told(change))
                    .withMessageContaining("Table")
                    .withMessageContaining("Ball");
        }
    }

    @Test
    void aBusIsOfOneClassForEachTypeName() {
        record Other(String color) {
            @TypeName("Ball")
            record Ball(String color) {}
        }
        DaoRef<Table> table = chain.store(new Table("table"));
        add(table, BALLS, "red");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain.bus(table, Field.vec(BALLS.name(), Other.Ball.class)));
    }

    @Test
    void closingABusOrItsHandleEndsTheWaiting() {
        DaoRef<Table> table = chain.store(new Table("table"));
        Bus<Ball> bus = chain.bus(table, BALLS);
        CompletableFuture<Change<Ball>> never = new CompletableFuture<>();
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                never.complete(bus.take());
            } catch (InterruptedException | RuntimeException e) {
                never.completeExceptionally(e);
            }
        });
        bus.close();
        assertThat(never.handle((_, error) -> error).join()).isInstanceOf(IllegalStateException.class);
        assertThat(waiting).isNotNull();

        Bus<JsonNode> ofHandle;
        try (KeyBundle keys = KeyBundle.generate(); Chain handle = chain.as(Session.of(keys))) {
            ofHandle = handle.changes(Position.NOW);
        }
        assertThatIllegalStateException().isThrownBy(() -> ofHandle.poll(Duration.ZERO));
    }

    @Test
    void aSlowReaderHoldsUpNobodyAndLosesNothing() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("table"));
        try (Bus<Ball> slow = chain.bus(table, BALLS); Bus<Ball> quick = chain.bus(table, BALLS)) {
            for (int commit = 0; commit < 50; commit++) {
                chain.run(dio -> {
                    for (int i = 0; i < 100; i++) {
                        dio.load(table).in(BALLS).add(new Ball("ball"));
                    }
                });
                assertThat(rest(quick)).hasSize(100);
            }
            assertThat(rest(slow)).hasSize(5_000).doesNotHaveDuplicates();
        }
    }
}
