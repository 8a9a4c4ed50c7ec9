package io.ate.examples;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.Change;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Position;
import io.ate.Registration;
import io.ate.WorkQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of following changes, and of work that is shared. */
class GuideWorkTest {
    private final Chain chain = Chain.temporary();
    private Position last = Position.START;
    private final DaoRef<Shop> shop = chain.store(new Shop("Corner shop"));

    // guide: shop
    record Shop(String name) {
        static final Field.Vec<Order> ORDERS = Field.vec("orders", Order.class);
        static final Field.Vec<Bill> BILLS = Field.vec("bills", Bill.class);
    }

    record Order(String customer, int cents) {
        Bill bill() {
            return new Bill(customer, cents);
        }
    }

    record Bill(String customer, int cents) {}
    // end

    @AfterEach
    void close() {
        chain.close();
    }

    private List<Bill> bills() {
        return chain.commit(dio -> dio.load(shop).in(Shop.BILLS).values());
    }

    private void order(String customer) {
        chain.run(dio -> dio.load(shop).in(Shop.ORDERS).add(new Order(customer, 500)));
    }

    private void awaitBills(int count) throws InterruptedException {
        try (Bus<Bill> news = chain.bus(shop, Shop.BILLS)) {
            while (bills().size() < count) {
                assertThat(news.poll(Duration.ofSeconds(30))).isPresent();
            }
        }
    }

    @Test
    void aBusTellsOfACollection() throws InterruptedException {
        Thread.startVirtualThread(() -> order("bob"));
        // guide: bus
        try (Bus<Order> orders = chain.bus(shop, Shop.ORDERS, Position.START)) { // without a position: from now on
            switch (orders.take()) {
                case Change.Stored<Order>(var sequence, var ref, var order) ->
                        IO.println(sequence + ": " + ref + " is " + order.value());
                case Change.Deleted<Order> gone -> IO.println(gone.sequence() + ": " + gone.ref() + " is gone");
            }
            last = orders.position(); // another bus that begins there goes on exactly here
        }
        // end
        assertThat(last).isEqualTo(Position.after(2));
    }

    @Test
    void aFollowerActsOnEachChangeOnce() throws InterruptedException {
        order("bob");
        // guide: follow
        Registration billing = chain.follow("billing", from -> chain.bus(shop, Shop.ORDERS, from), (dio, change) -> {
            if (change instanceof Change.Stored<Order> order) {
                dio.load(shop).in(Shop.BILLS).add(order.value().bill());
            }
        });
        // end
        awaitBills(1);
        billing.close();
        assertThat(chain.checkpoint("billing").position()).isEqualTo(Position.after(2));
    }

    @Test
    void aQueueHasEachItemWorkedOnOnce() throws InterruptedException {
        order("alice");
        order("bob");
        // guide: queue
        WorkQueue<Order> orders = chain.queue(shop, Shop.ORDERS);
        orders.process((dio, order) -> dio.load(shop).in(Shop.BILLS).add(order.value().bill()));
        // end
        assertThat(bills()).containsExactly(new Bill("alice", 500));
        // guide: serve
        Registration clerk = orders.serve((dio, order) -> dio.load(shop).in(Shop.BILLS).add(order.value().bill()));
        // end
        awaitBills(2);
        clerk.close();
    }

    @Test
    void whatFailsTooOftenIsPutAside() throws InterruptedException {
        order("nobody");
        WorkQueue<Order> orders = chain.queue(shop, Shop.ORDERS).poisonAfter(1);
        try (Registration _ = orders.serve((_, order) -> {
            throw new IllegalArgumentException(order.value().customer());
        }); Bus<Order> aside = chain.bus(shop, orders.poisoned(), Position.START)) {
            assertThat(aside.poll(Duration.ofSeconds(30))).isPresent();
        }
        // guide: poisoned
        chain.run(dio -> dio.load(shop).in(orders.poisoned()).forEach(order -> {
            IO.println(order.value() + " failed: " + order.in(WorkQueue.FAILURES).values());
            dio.load(shop).in(Shop.ORDERS).add(order.value()); // try it again
            order.delete();
        }));
        // end
        assertThat(chain.<Long, RuntimeException>commit(dio -> dio.load(shop).in(Shop.ORDERS).size())).isEqualTo(1);
    }
}
