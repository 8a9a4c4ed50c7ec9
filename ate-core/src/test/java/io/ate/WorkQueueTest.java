package io.ate;

import io.ate.WorkQueue.Failure;
import io.ate.internal.dao.Tampering;
import io.ate.internal.queue.Taking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Collections whose items are each worked on once. */
class WorkQueueTest {
    private static final Field.Vec<Order> ORDERS = Field.vec("orders", Order.class);
    private static final Field.Vec<Order> DONE = Field.vec("done", Order.class);
    private static final Field.Vec<Bill> BILLS = Field.vec("bills", Bill.class);
    private static final Duration LONG = Duration.ofMinutes(2);

    record Shop(String name) {}

    record Order(int number) {}

    record Bill(int of) {}

    private final Chain chain = Chain.temporary();
    private final DaoRef<Shop> shop = chain.store(new Shop("shop"));
    private final WorkQueue<Order> queue = chain.queue(shop, ORDERS);

    @AfterEach
    void close() {
        chain.close();
    }

    private void add(int... numbers) {
        chain.run(dio -> {
            for (int number : numbers) {
                dio.load(shop).in(ORDERS).add(new Order(number));
            }
        });
    }

    private void addTen(Rules rules) {
        chain.run(dio -> IntStream.range(0, 10).forEach(_ -> dio.load(shop).in(ORDERS).add(new Order(0), rules)));
    }

    private void bill(Dio dio, Dao<Order> order) {
        dio.load(shop).in(BILLS).add(new Bill(order.value().number()));
    }

    private List<Integer> bills() {
        return chain.commit(dio -> dio.load(shop).in(BILLS).values().stream().map(Bill::of).toList());
    }

    private long waiting() {
        return chain.commit(dio -> dio.load(shop).in(ORDERS).size());
    }

    private void awaitBills(int count) throws InterruptedException {
        try (Bus<Bill> news = chain.bus(shop, BILLS)) {
            while (bills().size() < count) {
                assertThat(news.poll(LONG)).as("a bill after " + bills()).isPresent();
            }
        }
    }

    @Test
    void oneConsumerTakesWhatIsThereAndWhatComesInTheOrderInWhichItWasAdded() throws InterruptedException {
        add(IntStream.range(0, 600).toArray());
        for (int i = 0; i < 600; i++) {
            queue.process(this::bill);
        }
        assertThat(queue.poll(Duration.ZERO, this::bill)).isFalse();
        try (Registration _ = queue.serve(this::bill)) {
            add(600);
            awaitBills(601);
        }
        assertThat(bills()).isEqualTo(IntStream.rangeClosed(0, 600).boxed().toList());
        assertThat(waiting()).isZero();
    }

    @Test
    void whoFindsNothingIsWokenByWhatIsAdded() throws InterruptedException {
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                queue.process(this::bill);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        add(1);
        waiting.join();
        assertThat(bills()).containsExactly(1);
    }

    @Test
    void whatTheWorkerWritesAndTheRemovalAreOneCommit() throws InterruptedException {
        add(1);
        long before = chain.sequence();
        queue.process(this::bill);
        assertThat(chain.sequence()).isEqualTo(before + 2);
        try (Changes changes = chain.changes(Position.after(before))) {
            assertThat(changes.take()).isInstanceOf(Change.Stored.class);
            assertThat(changes.take()).isInstanceOf(Change.Deleted.class);
            assertThat(changes.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void manyConsumersTakeEachItemOnceHoweverTheyAreSpread() throws InterruptedException {
        int items = 400;
        add(IntStream.range(0, items).toArray());
        AtomicInteger runs = new AtomicInteger();
        WorkQueue.Worker<Order, RuntimeException> worker = (dio, order) -> {
            runs.incrementAndGet();
            bill(dio, order);
        };
        // Two of one queue, and two that know nothing of one another, as in programs of their own.
        try (Registration _ = queue.serve(worker);
                Registration _ = queue.serve(worker);
                Registration _ = chain.queue(shop, ORDERS).serve(worker);
                Registration _ = chain.queue(shop, ORDERS).serve(worker)) {
            awaitBills(items);
        }
        List<Integer> bills = new ArrayList<>(bills());
        Collections.sort(bills);
        assertThat(bills).isEqualTo(IntStream.range(0, items).boxed().toList());
        assertThat(runs.get()).as("runs of the worker").isLessThan(items + items / 4);
    }

    @Test
    void oneProgramWorksOnSeveralItemsAtATime() throws InterruptedException {
        add(IntStream.range(0, 300).toArray());
        CountDownLatch together = new CountDownLatch(8);
        try (Registration _ = queue.serve(8, (dio, order) -> {
            together.countDown();
            together.await();
            bill(dio, order);
        })) {
            awaitBills(300);
        }
        List<Integer> bills = new ArrayList<>(bills());
        Collections.sort(bills);
        assertThat(bills).isEqualTo(IntStream.range(0, 300).boxed().toList());
        assertThat(waiting()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> queue.serve(0, this::bill));
    }

    @Test
    void closingWaitsForAllItemsThatAreBeingWorkedOnUnlessAWorkerDoesIt() throws InterruptedException {
        add(1, 2, 3, 4);
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture<Registration> serving = new CompletableFuture<>();
        serving.complete(queue.serve(2, (dio, order) -> {
            begun.countDown();
            begun.await();
            serving.join().close();
            bill(dio, order);
        }));
        begun.await();
        serving.join().close();
        assertThat(bills()).containsExactlyInAnyOrder(1, 2);
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void anItemThatFailsGoesAsideWithItsFailuresAfterSoMany() throws InterruptedException {
        add(1, 2);
        WorkQueue<Order> strict = queue.poisonAfter(3);
        AtomicInteger failures = new AtomicInteger();
        try (Registration _ = strict.serve((dio, order) -> {
            if (order.value().number() == 1) {
                failures.incrementAndGet();
                throw new IllegalStateException("no such customer");
            }
            bill(dio, order);
        }); Bus<Order> aside = chain.bus(shop, strict.poisoned(), Position.START)) {
            Change<Order> givenUp = aside.poll(LONG).orElseThrow();
            assertThat(givenUp).isInstanceOfSatisfying(Change.Stored.class,
                    stored -> assertThat(stored.value()).isEqualTo(new Order(1)));
            List<Failure> told = chain.commit(dio -> dio.load(givenUp.ref()).in(WorkQueue.FAILURES).values());
            assertThat(told).hasSize(3).allSatisfy(each -> {
                assertThat(each.error()).isEqualTo("java.lang.IllegalStateException");
                assertThat(each.message()).isEqualTo("no such customer");
            });
            awaitBills(1);
        }
        assertThat(failures).hasValue(3);
        assertThat(bills()).containsExactly(2);
        assertThat(waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whateverAWorkerThrowsCountsAndIsToldWithTheItem(Awkward thrown) throws InterruptedException {
        add(1, 2);
        WorkQueue<Order> strict = queue.poisonAfter(2);
        try (Registration _ = strict.serve((dio, order) -> {
            if (order.value().number() == 1) {
                thrown.raise();
            }
            bill(dio, order);
        }); Bus<Order> aside = chain.bus(shop, strict.poisoned(), Position.START)) {
            DaoRef<?> givenUp = aside.poll(LONG).orElseThrow().ref();
            List<Failure> told = chain.commit(dio -> dio.load(givenUp).in(WorkQueue.FAILURES).values());
            assertThat(told).hasSize(2)
                    .allSatisfy(each -> assertThat(each.error()).isEqualTo(thrown.make().getClass().getName()));
            awaitBills(1);
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void aWorkerThatLeavesItsThreadInterruptedEndsNothing() throws InterruptedException {
        add(1, 2, 3, 4);
        WorkQueue<Order> strict = queue.poisonAfter(1);
        try (Registration _ = strict.serve(2, (dio, order) -> {
            Thread.currentThread().interrupt();
            if (order.value().number() == 1) {
                throw new IllegalStateException("it took too long");
            }
            bill(dio, order);
        }); Bus<Order> aside = chain.bus(shop, strict.poisoned(), Position.START)) {
            assertThat(aside.poll(LONG)).as("what failed was counted").isPresent();
            awaitBills(3);
            add(5);
            awaitBills(4);
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void whoIsInterruptedWhileServingGoesOnAfterAWhile() throws InterruptedException {
        AtomicReference<@Nullable Thread> serving = new AtomicReference<>();
        try (Registration _ = queue.serve((dio, order) -> {
            serving.set(Thread.currentThread());
            bill(dio, order);
        })) {
            add(1);
            awaitBills(1);
            Objects.requireNonNull(serving.get()).interrupt(); // too late: it does something else by now
            add(2);
            awaitBills(2);
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void whoCallsForAnItemKeepsTheInterruptionOfHisOwnThread() {
        add(1);
        assertThatThrownBy(() -> queue.process((_, _) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("it took too long");
        })).isInstanceOf(IllegalStateException.class).hasMessage("it took too long");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void itemsThatThisSessionMayNotRemoveHoldUpNobody() throws InterruptedException {
        addTen(Rules.inherit().writableByNobody());
        add(1, 2, 3, 4, 5);
        Map<Integer, Integer> runs = new ConcurrentHashMap<>();
        try (Registration _ = queue.serve((dio, order) -> {
            runs.merge(order.value().number(), 1, Integer::sum);
            bill(dio, order);
        })) {
            awaitBills(5);
        }
        assertThat(bills()).containsExactly(1, 2, 3, 4, 5);
        assertThat(runs).as("nobody begins what he may not end").doesNotContainKey(0);
        assertThat(waiting()).isEqualTo(10);
    }

    @Test
    void anItemOfAnotherTypeHoldsUpNobody(@TempDir Path folder) throws InterruptedException {
        try (KeyBundle alice = KeyBundle.generate()) {
            DaoRef<Shop> there;
            try (Chain other = Chain.open(folder, Session.of(alice))) { // a program of another version
                there = other.store(new Shop("there"));
                other.run(dio -> dio.load(there).in(Field.vec("orders", Bill.class)).add(new Bill(0)));
            }
            try (Chain again = Chain.open(folder, Session.of(alice));
                    Bus<Bill> news = again.bus(there, BILLS);
                    Registration _ = again.queue(there, ORDERS)
                            .serve((dio, order) -> dio.load(there)
                                    .in(BILLS)
                                    .add(new Bill(order.value().number())))) {
                // Long enough for the first rests of the other item to be over.
                for (int i = 1; i <= 40; i++) {
                    Order next = new Order(i);
                    again.run(dio -> dio.load(there).in(ORDERS).add(next));
                    assertThat(news.poll(LONG)).as("bill %s", i).isPresent();
                    assertThat(news.poll(Duration.ofMillis(50))).as("no bill twice").isEmpty();
                }
            }
        }
    }

    /** Whoever may add items may add what hangs below them, too. */
    @Test
    void itemsOfSeveralTypesGoAsideWhateverIsToldOfThem(@TempDir Path folder) throws InterruptedException {
        try (KeyBundle alice = KeyBundle.generate()) {
            DaoRef<Shop> there;
            try (Chain other = Chain.open(folder, Session.of(alice))) { // a program of another version
                there = other.store(new Shop("there"));
                other.run(dio -> dio.load(there).in(Field.vec("orders", Bill.class)).add(new Bill(0)));
            }
            try (Chain another = Chain.open(folder, Session.of(alice))) {
                another.run(dio -> {
                    Dao<Order> order = dio.load(there).in(ORDERS).add(new Order(1));
                    PrimaryKey failure = order.in(WorkQueue.FAILURES)
                            .add(new Failure("java.lang.Error", "once", Instant.EPOCH))
                            .key();
                    Tampering.overwrite(dio, DaoRef.of(Type.tree(), failure), new JsonMapper().createObjectNode());
                });
            }
            try (Chain again = Chain.open(folder, Session.of(alice))) {
                WorkQueue<Order> strict = again.queue(there, ORDERS).poisonAfter(2);
                try (Bus<JsonNode> aside = again.bus(there, Field.vec(strict.poisoned().name(), Type.tree()));
                        Registration _ = strict.serve((_, order) -> {
                            throw new IllegalStateException("no customer for " + order.value());
                        })) {
                    assertThat(List.of(aside.poll(LONG).orElseThrow().ref(), aside.poll(LONG).orElseThrow().ref()))
                            .allSatisfy(each -> assertThat(again.<Long, RuntimeException>commit(
                                    dio -> dio.load(each).in(WorkQueue.FAILURES).size())).isPositive());
                }
            }
        }
    }

    @Test
    void whoCallsIsToldOfAnItemThatIsNotHisAndTakesTheNextOne() throws InterruptedException {
        chain.run(dio -> dio.load(shop).in(ORDERS).add(new Order(0), Rules.inherit().writableByNobody()));
        add(1);
        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> queue.process(this::bill));
        while (bills().isEmpty()) {
            try {
                queue.process(this::bill);
            } catch (NoWriteAuthorityException _) {
                // this thread was so slow that the other one has rested: it is tried again, after a longer rest each time
            }
        }
        assertThat(bills()).containsExactly(1);
    }

    @Test
    void itemsThatThisSessionMayNotReadHoldUpNobodyAndStayForThoseWhoMay() throws InterruptedException {
        try (KeyBundle bob = KeyBundle.generate()) {
            addTen(Rules.inherit().readableBy(bob.publicKeys()));
            add(1, 2, 3, 4, 5);
            CountDownLatch tried = new CountDownLatch(30);
            try (Registration _ = queue.poisonAfter(2).serve((dio, order) -> {
                tried.countDown();
                bill(dio, order);
            })) {
                awaitBills(5);
                tried.await();
            }
        }
        assertThat(bills()).containsExactly(1, 2, 3, 4, 5);
        assertThat(waiting()).isEqualTo(10);
        long failures = chain.commit(dio -> dio.load(shop)
                .in(ORDERS)
                .refs()
                .mapToLong(order -> dio.children(order, WorkQueue.FAILURES).count())
                .sum());
        assertThat(failures).isZero();
    }

    @Test
    void anItemWhoseCommitIsRefusedHoldsUpNobody() throws InterruptedException {
        DaoRef<Shop> closed = chain.store(new Shop("closed"), Rules.inherit().writableByNobody());
        add(0, 1, 2, 3, 4, 5);
        try (Registration _ = queue.serve((dio, order) -> {
            if (order.value().number() == 0) {
                dio.overwrite(closed, new Shop("open"));
            }
            bill(dio, order);
        })) {
            awaitBills(5);
        }
        assertThat(bills()).containsExactly(1, 2, 3, 4, 5);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void anItemThatFailsOverAndOverIsTriedSeldomerEachTimeAndSlowsNobody() throws InterruptedException {
        add(IntStream.range(0, 500).toArray());
        AtomicInteger failures = new AtomicInteger();
        try (Registration _ = queue.poisonAfter(1_000).serve((dio, order) -> {
            if (order.value().number() == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("no such customer");
            }
            bill(dio, order);
        })) {
            awaitBills(499);
        }
        assertThat(bills()).isEqualTo(IntStream.range(1, 500).boxed().toList());
        assertThat(failures.get()).isBetween(1, 12); // 12 take longer than two minutes
    }

    @Test
    void whatTheWorkerMovesOutOfTheQueueIsDoneAndStaysWhereItWasPut() throws InterruptedException {
        add(1, 2);
        List<DaoRef<Order>> items = chain.commit(dio -> dio.load(shop).in(ORDERS).refs().toList());
        queue.process((dio, order) -> order.moveTo(dio.load(shop).in(DONE)));
        queue.process((dio, order) -> order.moveToTop());
        assertThat(waiting()).isZero();
        assertThat(queue.poll(Duration.ZERO, this::bill)).isFalse();
        chain.run(dio -> {
            assertThat(dio.load(shop).in(DONE).refs()).containsExactly(items.getFirst());
            assertThat(dio.load(items.getLast()).parent()).isEmpty();
        });
    }

    @Test
    void whatIsInAnotherCollectionOfTheOwnerByNowIsNotTaken() {
        add(1);
        DaoRef<Order> item = chain.commit(dio -> dio.load(shop).in(ORDERS).refs().findFirst().orElseThrow());
        Taking<Order, RuntimeException> taking = new Taking<>(shop, ORDERS, item, this::bill);
        chain.run(dio -> dio.load(item).moveTo(dio.load(shop).in(DONE)));
        assertThat(chain.commit(taking)).isEqualTo(Taking.Outcome.GONE);
        assertThat(bills()).isEmpty();
        assertThat(chain.get(item)).isEqualTo(new Order(1));
    }

    @Test
    void whoWaitsIsToldThatTheOwnerHasEndedAlsoWhereThatHasAName() throws InterruptedException {
        DaoRef<Shop> named = chain.store(chain.ref(Shop.class, "named"), new Shop("named"));
        for (DaoRef<Shop> owner : List.of(shop, named)) {
            CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
            Thread waiting = Thread.startVirtualThread(() -> {
                try {
                    chain.queue(owner, ORDERS).process(this::bill);
                    end.complete(null);
                } catch (InterruptedException | RuntimeException e) {
                    end.complete(e);
                }
            });
            while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.isAlive()) {
                Thread.onSpinWait();
            }
            chain.delete(owner);
            assertThat(end.orTimeout(30, TimeUnit.SECONDS).join()).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void whatTheWorkerThrowsReachesWhoCalledAndTheItemStays() throws Exception {
        add(1);
        Exception mine = new Exception("mine");
        assertThatThrownBy(() -> queue.process((_, _) -> {
            throw mine;
        })).isSameAs(mine);
        assertThat(waiting()).isEqualTo(1);
        assertThat(queue.poll(LONG, this::bill)).as("after a while it is tried again").isTrue();
        assertThat(bills()).containsExactly(1);
    }

    @Test
    void whatHoldsUpAWorkersOwnCommitsForAWhileIsNoFailureOfTheItem() {
        add(1);
        assertThatExceptionOfType(ChainReadOnlyException.class)
                .isThrownBy(() -> chain.queue(shop, ORDERS).poll(LONG, (_, _) -> {
                    throw new ChainReadOnlyException("another chain takes no commits for now");
                }));
        assertThat(chain.<Boolean, RuntimeException>commit(dio -> dio.load(shop)
                .in(ORDERS)
                .stream()
                .allMatch(each -> each.in(WorkQueue.FAILURES).isEmpty())))
                .isTrue();
    }

    @Test
    void anErrorCountsAsAFailureToo() throws InterruptedException {
        add(1);
        WorkQueue<Order> strict = queue.poisonAfter(1);
        assertThatThrownBy(() -> strict.process((_, _) -> {
            throw new StackOverflowError("too deep");
        })).isInstanceOf(StackOverflowError.class);
        assertThat(waiting()).isZero();
    }

    @Test
    void whatNoConsumerCanDecodeGoesAsideAsItIsWithItsRules() throws InterruptedException {
        try (KeyBundle bob = KeyBundle.generate()) {
            PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
            Rules both = Rules.inherit().readableBy(own, bob.publicKeys());
            chain.run(dio -> {
                JsonNode broken = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode().put("numbr", 1);
                dio.load(shop).in(Field.vec(ORDERS.name(), Type.tree("Order"))).add(broken, both);
            });
            WorkQueue<Order> strict = queue.poisonAfter(1);
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> strict.process(this::bill));
            Field.Vec<JsonNode> aside = Field.vec(strict.poisoned().name(), Type.tree("Order"));
            chain.run(dio -> {
                Dao<JsonNode> kept = dio.load(shop).in(aside).stream().findFirst().orElseThrow();
                assertThat(kept.value().get("numbr").asInt()).isEqualTo(1);
                assertThat(kept.rules()).isEqualTo(both);
            });
        }
    }

    @Test
    void anItemThatOthersRemovedOrMovedIsPassedOver() throws InterruptedException {
        add(1, 2, 3);
        List<DaoRef<Order>> items = chain.commit(dio -> dio.load(shop).in(ORDERS).refs().toList());
        queue.process(this::bill);
        chain.delete(items.get(1));
        queue.process(this::bill);
        assertThat(bills()).containsExactly(1, 3);
    }

    @Test
    void whoLosesTheRaceForAnItemLeavesNoTrace() throws InterruptedException {
        add(1);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        Thread slow = Thread.startVirtualThread(() -> {
            try {
                queue.poll(Duration.ZERO, (dio, order) -> {
                    bill(dio, order);
                    reading.countDown();
                    taken.await();
                });
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        reading.await();
        assertThat(chain.queue(shop, ORDERS).poll(Duration.ZERO, this::bill)).as("what somebody works on").isFalse();
        chain.run(dio -> { // somebody who does not ask for locks, or whose lock was lost
            Dao<Order> order = dio.load(shop).in(ORDERS).stream().findFirst().orElseThrow();
            bill(dio, order);
            order.delete();
        });
        taken.countDown();
        slow.join();
        assertThat(bills()).containsExactly(1);
    }

    @Test
    void closingWaitsForTheItemThatIsBeingWorkedOn() throws InterruptedException {
        add(1, 2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Registration serving = queue.serve((dio, order) -> {
            begun.countDown();
            goOn.await();
            bill(dio, order);
        });
        begun.await();
        Thread closing = Thread.startVirtualThread(serving::close);
        while (closing.getState() != Thread.State.WAITING) { // or the second item is begun before it is told to end
            Thread.onSpinWait();
        }
        goOn.countDown();
        closing.join();
        assertThat(bills()).containsExactly(1);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void aQueueWithoutAnOwnerIsAnError() {
        chain.delete(shop);
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> queue.process(this::bill));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.poisonAfter(0));
    }
}
