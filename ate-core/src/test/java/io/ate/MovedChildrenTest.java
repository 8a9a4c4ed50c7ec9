package io.ate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a bus tells of objects that are moved, and where what it is about hangs below something that is. */
class MovedChildrenTest {
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

    private <T> DaoRef<T> add(DaoRef<Table> table, Field.Vec<T> field, T value) {
        return chain.commit(dio -> dio.load(table).in(field).add(value).ref());
    }

    private <T> void move(DaoRef<T> object, DaoRef<Table> table, Field.Vec<T> field) {
        chain.run(dio -> dio.load(object).moveTo(dio.load(table).in(field)));
    }

    private static List<String> rest(Bus<Ball> bus) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (Optional<Change<Ball>> next = bus.poll(Duration.ZERO); next.isPresent(); next = bus.poll(Duration.ZERO)) {
            told.add(told(next.get()));
        }
        return told;
    }

    /** All that is told until the bus says that the owner has ended. */
    private static List<String> toTheEnd(Bus<Ball> bus) {
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> {
            for (;;) {
                told.add(told(bus.poll(Duration.ZERO).orElseThrow()));
            }
        }).isInstanceOf(NoSuchObjectException.class);
        return told;
    }

    private static String told(Change<Ball> change) {
        return switch (change) {
            case Change.Stored<Ball>(var sequence, var _, var ball) ->
                    sequence + " " + ball.value().color() + " below " + ball.parent().orElseThrow();
            case Change.Deleted<Ball> gone -> gone.sequence() + " deleted " + gone.ref();
        };
    }

    @Test
    void whatIsMovedInIsStoredAndWhatIsMovedOutIsDeleted() throws InterruptedException {
        DaoRef<Table> table = chain.store(new Table("ours"));
        DaoRef<Table> other = chain.store(new Table("theirs"));
        try (Bus<Ball> ours = chain.bus(table, BALLS); Bus<Ball> theirs = chain.bus(other, BALLS)) {
            DaoRef<Ball> ball = add(table, BALLS, new Ball("red"));
            move(ball, other, BALLS);
            chain.overwrite(ball, new Ball("blue"));
            move(ball, table, LOST);
            chain.run(dio -> {
                dio.load(ball).update(_ -> new Ball("green"));
                dio.load(ball).moveTo(dio.load(table).in(BALLS));
            });
            chain.run(dio -> dio.load(ball).moveToTop());
            chain.delete(ball);

            List<String> told = List.of("3 red below " + table, "4 deleted " + ball, "7 green below " + table,
                    "8 deleted " + ball);
            assertThat(rest(ours)).isEqualTo(told);
            assertThat(rest(theirs)).containsExactly("4 red below " + other, "5 blue below " + other,
                    "6 deleted " + ball);
            try (Bus<Ball> again = chain.bus(table, BALLS, Position.START);
                    Bus<Ball> atTheTop = chain.bus(Ball.class, Position.START)) {
                assertThat(rest(again)).isEqualTo(told);
                assertThat(atTheTop.poll(Duration.ZERO)).get().isInstanceOf(Change.Stored.class);
                assertThat(rest(atTheTop)).containsExactly("9 deleted " + ball);
            }
        }
    }

    @Test
    void whereSomethingAboveTheOwnerIsMovedThatCountsWhichTheOwnerHangsBelowThen() throws InterruptedException {
        DaoRef<Table> room = chain.store(new Table("room"));
        DaoRef<Table> house = chain.store(new Table("house"));
        DaoRef<Table> table = add(room, TABLES, new Table("table"));
        DaoRef<Ball> ball = add(table, BALLS, new Ball("red"));
        try (Bus<Ball> bus = chain.bus(table, BALLS)) {
            DaoRef<Table> hall = add(house, TABLES, new Table("hall"));
            move(table, hall, TABLES);
            chain.delete(room);
            assertThat(rest(bus)).isEmpty();
            chain.delete(house);
            assertThat(toTheEnd(bus)).containsExactly("8 deleted " + ball);
            try (Bus<Ball> late = chain.bus(table, BALLS, Position.START);
                    Bus<Ball> between = chain.bus(table, BALLS, Position.after(5))) {
                assertThat(toTheEnd(late)).containsExactly("4 red below " + table, "8 deleted " + ball);
                assertThat(toTheEnd(between)).containsExactly("8 deleted " + ball);
            }
        }
    }
}
