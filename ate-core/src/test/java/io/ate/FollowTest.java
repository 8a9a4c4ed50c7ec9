package io.ate;

import io.ate.internal.dao.Tampering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Acting on changes once, under a name that keeps how far that has come. */
class FollowTest {
    private static final Field.Vec<Order> ORDERS = Field.vec("orders", Order.class);
    private static final Field.Vec<Bill> BILLS = Field.vec("bills", Bill.class);

    record Shop(String name) {}

    record Order(int number) {}

    record Bill(String of) {}

    private final Chain chain = Chain.temporary();
    private final DaoRef<Shop> shop = chain.store(new Shop("shop"));
    private final Bus.Source<Order> orders = from -> chain.bus(shop, ORDERS, from);

    @AfterEach
    void close() {
        chain.close();
    }

    private DaoRef<Order> order(int number) {
        return chain.commit(dio -> dio.load(shop).in(ORDERS).add(new Order(number)).ref());
    }

    private void bill(Dio dio, Change<Order> change) {
        String of = change instanceof Change.Stored<Order> order ? "order " + order.value().number() : "a return";
        dio.load(shop).in(BILLS).add(new Bill(of));
    }

    private List<String> bills() {
        return chain.commit(dio -> dio.load(shop).in(BILLS).values().stream().map(Bill::of).toList());
    }

    /** Waits until there are so many bills. */
    private void awaitBills(int count) throws InterruptedException {
        try (Bus<Bill> news = chain.bus(shop, BILLS)) {
            while (bills().size() < count) {
                assertThat(news.poll(Duration.ofSeconds(30))).as("a bill after " + bills()).isPresent();
            }
        }
    }

    @Test
    void whoMeetsARemovedValueBesideItsChangeIsToldTheChangeAgain() throws InterruptedException {
        AtomicBoolean met = new AtomicBoolean();
        order(1);
        try (Registration _ = chain.follow("billing", orders, (dio, change) -> {
            if (!met.getAndSet(true)) {
                throw new CompactedException("what the program has looked at besides", 1);
            }
            bill(dio, change);
        })) {
            order(2);
            awaitBills(2);
        }
        assertThat(bills()).containsExactly("order 1", "order 2");
    }

    @Test
    void everyChangeIsActedOnOnceFromTheFirstOnAndAlsoByTheNextProgram() throws InterruptedException {
        order(1);
        try (Registration _ = chain.follow("billing", orders, this::bill)) {
            order(2);
            awaitBills(2);
        }
        DaoRef<Order> third = order(3);
        chain.delete(third);
        try (Registration _ = chain.follow("billing", orders, this::bill)) {
            awaitBills(4);
            order(4);
            awaitBills(5);
        }
        assertThat(bills()).containsExactly("order 1", "order 2", "order 3", "a return", "order 4");
    }

    @Test
    void severalProgramsOfOneNameShareTheWorkWithoutDoublingIt() throws InterruptedException {
        IntStream.range(0, 100).forEach(this::order);
        try (Registration _ = chain.follow("billing", orders, this::bill);
                Registration _ = chain.follow("billing", orders, this::bill);
                Registration _ = chain.follow("billing", orders, this::bill)) {
            IntStream.range(100, 200).forEach(this::order);
            awaitBills(200);
        }
        assertThat(bills()).isEqualTo(IntStream.range(0, 200).mapToObj(each -> "order " + each).toList());
    }

    @Test
    void aChangeThatFailsIsTriedAgainAndNoneIsActedOnBeforeIt() throws InterruptedException {
        order(1);
        order(2);
        AtomicInteger failures = new AtomicInteger(2);
        try (Registration _ = chain.follow("billing", orders, (dio, change) -> {
            bill(dio, change);
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("out of paper");
            }
        })) {
            awaitBills(2);
        }
        assertThat(bills()).containsExactly("order 1", "order 2");
    }

    @ParameterizedTest
    @EnumSource
    void whateverAFollowerThrowsTheChangeIsTriedAgain(Awkward thrown) throws InterruptedException {
        order(1);
        AtomicBoolean fails = new AtomicBoolean(true);
        try (Registration _ = chain.follow("billing", orders, (dio, change) -> {
            if (fails.getAndSet(false)) {
                thrown.raise();
            }
            bill(dio, change);
        })) {
            awaitBills(1);
        }
    }

    @Test
    void aFollowerThatLeavesItsThreadInterruptedGoesOn() throws InterruptedException {
        IntStream.range(0, 4).forEach(this::order);
        AtomicInteger runs = new AtomicInteger();
        try (Registration _ = chain.follow("billing", orders, (dio, change) -> {
            Thread.currentThread().interrupt();
            switch (runs.getAndIncrement()) {
                case 0 -> throw new InterruptedException("it took too long");
                case 1 -> throw new IllegalStateException("it took too long again");
                default -> bill(dio, change);
            }
        })) {
            awaitBills(4);
        }
        assertThat(bills()).containsExactly("order 0", "order 1", "order 2", "order 3");
        assertThat(runs).hasValue(6);
    }

    @Test
    void closingWaitsForTheChangeThatIsBeingActedOnAndNothingIsBegunAfterwards() throws InterruptedException {
        order(1);
        order(2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        Registration following = chain.follow("billing", orders, (dio, change) -> {
            begun.countDown();
            goOn.await();
            bill(dio, change);
        });
        begun.await();
        Thread closing = Thread.startVirtualThread(() -> {
            following.close();
            closed.set(true);
        });
        assertThat(closed).isFalse();
        goOn.countDown();
        closing.join();
        assertThat(bills()).containsExactly("order 1");
        following.close();
    }

    @Test
    void whoFollowsEverythingIsNotToldOfItsOwnCheckpoint() throws InterruptedException {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (Registration _ = chain.follow("audit", chain::changes, (_, change) -> told.add(typeOf(change)))) {
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("Shop");
            order(1);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("Order");
            chain.delete(shop);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(told).isEmpty();
    }

    private static String typeOf(Change<JsonNode> change) {
        return change.ref().type().name();
    }

    @Test
    void theEndOfAnOwnerIsActedOnChildByChild() throws InterruptedException {
        DaoRef<Shop> other = chain.store(new Shop("other"));
        chain.run(dio -> IntStream.range(0, 5).forEach(each -> dio.load(other).in(ORDERS).add(new Order(each))));
        chain.delete(other);
        Bus.Source<Order> ofOther = from -> chain.bus(other, ORDERS, from);
        AtomicInteger toDo = new AtomicInteger(7);
        CountDownLatch half = new CountDownLatch(1);
        try (Registration _ = chain.follow("closing down", ofOther, (dio, change) -> {
            if (toDo.getAndDecrement() == 0) {
                half.countDown();
            }
            if (toDo.get() < 0) {
                throw new IllegalStateException("that is enough for today");
            }
            bill(dio, change);
        })) {
            half.await();
        }
        assertThat(bills()).hasSize(7);
        try (Registration _ = chain.follow("closing down", ofOther, this::bill)) {
            awaitBills(10);
        }
        assertThat(bills()).containsExactly("order 0", "order 1", "order 2", "order 3", "order 4", "a return",
                "a return", "a return", "a return", "a return");
    }

    @Test
    void aFollowerEndsWithItsChain() throws InterruptedException {
        Chain other = Chain.temporary();
        DaoRef<Shop> there = other.store(new Shop("there"));
        CountDownLatch begun = new CountDownLatch(1);
        Registration following = other.follow("billing", from -> other.bus(there, ORDERS, from),
                (_, _) -> begun.countDown());
        other.run(dio -> dio.load(there).in(ORDERS).add(new Order(1)));
        begun.await();
        other.close();
        following.close(); // which would wait for it
    }

    /** Whoever may move a checkpoint may write there what he likes. */
    @Test
    void whatIsNoPositionIsReportedAsAValueThatCannotBeRead() {
        Checkpoint checkpoint = chain.checkpoint("billing");
        checkpoint.beginAt(Position.after(3));
        for (String forged : List.of("{\"sequence\":-5,\"taken\":0}", "{\"sequence\":2,\"taken\":-1}")) {
            Tampering.overwrite(chain, chain.ref(Type.tree("ate.checkpoint"), "billing"),
                    new JsonMapper().readTree(forged));
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(checkpoint::position)
                    .withMessageContaining("nobody has reached sequence");
        }
    }

    @Test
    void aCheckpointMovesWithWhatIsDoneOrNotAtAll() {
        Checkpoint checkpoint = chain.checkpoint("by hand");
        assertThat(checkpoint.name()).isEqualTo("by hand");
        assertThat(checkpoint.position()).isEqualTo(Position.START);
        chain.run(dio -> checkpoint.move(dio, Position.START, Position.after(7)));
        assertThat(chain.checkpoint("by hand").position()).isEqualTo(Position.after(7));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> chain.run(dio -> checkpoint.move(dio, Position.START, Position.after(8))))
                .withMessageContaining("by hand");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain.run(dio -> checkpoint.move(dio, Position.after(7), Position.NOW)));
        chain.run(dio -> checkpoint.move(dio, Position.after(7), new Position.Within(7, 3)));
        assertThat(checkpoint.position()).isEqualTo(new Position.Within(7, 3));
        assertThat(chain.checkpoint("another").position()).isEqualTo(Position.START);
    }

    @Test
    void aCheckpointMayBeginWhereTheChainStands() throws InterruptedException {
        order(1);
        assertThat(chain.checkpoint("billing").beginAt(Position.NOW)).isTrue();
        assertThat(chain.checkpoint("billing").beginAt(Position.START)).isFalse();
        try (Registration _ = chain.follow("billing", orders, this::bill)) {
            order(2);
            awaitBills(1);
        }
        assertThat(bills()).containsExactly("order 2");
    }

    @Test
    void byHandItIsAsTheDocumentationHasIt() throws InterruptedException {
        order(1);
        order(2);
        List<String> seen = new ArrayList<>();
        Checkpoint billing = chain.checkpoint("billing");
        Position at = billing.position();
        try (Bus<Order> bus = chain.bus(shop, ORDERS, at)) {
            for (Optional<Change<Order>> next = bus.poll(Duration.ZERO); next.isPresent(); next = bus
                    .poll(Duration.ZERO)) {
                Change<Order> change = next.get();
                Position from = at;
                chain.run(dio -> {
                    bill(dio, change);
                    billing.move(dio, from, bus.position());
                });
                at = bus.position();
                seen.add(at.toString());
            }
        }
        assertThat(billing.position()).isEqualTo(at);
        assertThat(seen).hasSize(2);
        assertThat(bills()).containsExactly("order 1", "order 2");
    }
}
