package io.ate.internal.simulation;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Change;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.internal.bus.NamedCheckpoint;
import io.ate.internal.bus.Reached;
import io.ate.internal.bus.Step;
import io.ate.internal.queue.Taking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that add items to a queue, work on them, and follow what comes of that, all under one name. Each item is
 * worked on once and each change acted on once, whoever dies when.
 */
final class Workers {
    /** An item. */
    record Order(String name) {}

    /** What working on an item leaves. */
    record Bill(String order) {}

    /** What acting on a bill leaves. */
    record Booking(String order) {}

    /** What owns all of these. */
    record Shop(String name) {
        static final Field.Vec<Order> ORDERS = Field.vec("orders", Order.class);
        static final Field.Vec<Bill> BILLS = Field.vec("bills", Bill.class);
        static final Field.Vec<Booking> BOOKINGS = Field.vec("bookings", Booking.class);
    }

    private final Schedule schedule;
    private final List<Attempts<?>> open = new ArrayList<>();
    private final Map<SimulatedChain, Bookkeeper> bookkeepers = new HashMap<>();
    private final Map<ChainName, Set<String>> ordered = new HashMap<>();
    private @Nullable Throwable failure;
    private int begun;

    Workers(Schedule schedule) {
        this.schedule = schedule;
    }

    boolean areOpen() {
        open.removeIf(each -> !each.isOpen());
        return !open.isEmpty();
    }

    void assertNoFailure() {
        if (failure != null) {
            throw new AssertionError("work ended in " + failure, failure);
        }
    }

    private static DaoRef<Shop> shop(Chain chain) {
        return chain.ref(Shop.class, "shop");
    }

    /** Has {@code client} do some of the work. */
    void begin(SimulatedClient client, SimulatedChain on) {
        switch ((int) schedule.between(0, 3)) {
            case 0 -> order(client, on);
            case 1, 2 -> work(client, on);
            default -> book(client, on);
        }
    }

    private <R> Attempts<R> begin(SimulatedClient client, SimulatedChain on, Chain.Body<R, ?> body, Consumer<R> won) {
        Attempts<R> attempts = new Attempts<>(schedule, client, on, body, won, cause -> failure = cause);
        open.add(attempts);
        attempts.begin();
        return attempts;
    }

    private void order(SimulatedClient client, SimulatedChain on) {
        String name = "order-" + begun++;
        DaoRef<Shop> shop = shop(on.chain());
        var _ = begin(client, on, dio -> {
            Dao<Shop> there = dio.find(shop).orElseGet(() -> dio.store(shop, new Shop("shop")));
            return there.in(Shop.ORDERS).add(new Order(name)).value();
        }, order -> ordered.computeIfAbsent(on.name(), _ -> new HashSet<>()).add(order.name()));
    }

    /** Works on any of the items that this client sees; tells whether it saw one. */
    private boolean work(SimulatedClient client, SimulatedChain on) {
        DaoRef<Shop> shop = shop(on.chain());
        List<DaoRef<Order>> items = all(on, dio -> dio.load(shop).in(Shop.ORDERS).refs().toList());
        if (items.isEmpty()) {
            return false;
        }
        DaoRef<Order> item = items.get((int) schedule.between(0, items.size() - 1));
        var _ = begin(client, on, new Taking<Order, RuntimeException>(shop, Shop.ORDERS, item,
                (dio, order) -> dio.load(shop).in(Shop.BILLS).add(new Bill(order.value().name()))), _ -> {
                });
        return true;
    }

    private static <E> List<E> all(SimulatedChain on, Chain.Body<List<E>, RuntimeException> body) {
        Chain chain = on.chain();
        return chain.commit(dio -> dio.exists(shop(chain)) ? body.run(dio) : List.of());
    }

    private boolean book(SimulatedClient client, SimulatedChain on) {
        return bookkeepers.computeIfAbsent(on, _ -> new Bookkeeper(client, on)).goOn();
    }

    /** Has this client do what is left to do; tells whether it found anything. */
    boolean finish(SimulatedClient client, SimulatedChain on) {
        boolean worked = work(client, on);
        return book(client, on) || worked;
    }

    /** Demands that everything was done once, as this client sees it. */
    void assertDoneOnce(SimulatedChain at) {
        DaoRef<Shop> shop = shop(at.chain());
        List<String> bills = all(at, dio -> dio.load(shop).in(Shop.BILLS).values().stream().map(Bill::order).toList());
        List<String> bookings = all(at,
                dio -> dio.load(shop).in(Shop.BOOKINGS).values().stream().map(Booking::order).toList());
        assertThat(bills).as("bills").doesNotHaveDuplicates().containsAll(ordered.getOrDefault(at.name(), Set.of()));
        assertThat(bookings).as("bookings, in the order of the bills").isEqualTo(bills);
    }

    /** One client's following of the bills of one chain: what {@code follow} does, in virtual time. */
    private final class Bookkeeper {
        private final SimulatedClient client;
        private final SimulatedChain on;
        private final NamedCheckpoint checkpoint;
        private final DaoRef<Shop> shop;
        private @Nullable Bus<Bill> bus;
        private @Nullable Change<Bill> change;
        private Reached done = Reached.START;
        private Reached next = Reached.START;
        private @Nullable Attempts<Reached> attempts;

        private Bookkeeper(SimulatedClient client, SimulatedChain on) {
            this.client = client;
            this.on = on;
            this.checkpoint = new NamedCheckpoint(on.chain(), "books");
            this.shop = shop(on.chain());
        }

        /** Acts on the next change; tells whether there is one, or an earlier one is being acted on. */
        boolean goOn() {
            if (attempts != null && attempts.isOpen()) {
                return true;
            }
            Change<Bill> following = following();
            if (following != null) {
                attempts = begin(client, on, new Step<>(checkpoint, following, done, next, this::act), this::stands);
            }
            return following != null;
        }

        private void act(Dio dio, Change<Bill> acted) {
            if (acted instanceof Change.Stored<Bill> bill) {
                dio.load(shop).in(Shop.BOOKINGS).add(new Booking(bill.value().order()));
            }
        }

        private @Nullable Change<Bill> following() {
            Bus<Bill> open = bus;
            if (open == null) {
                done = on.chain().commit(checkpoint::reached);
                next = done;
                open = on.chain().bus(shop, Shop.BILLS, done.position());
                bus = open;
            }
            while (next.compareTo(done) <= 0) {
                Optional<Change<Bill>> taken = poll(open);
                if (taken.isEmpty()) {
                    return null;
                }
                change = taken.get();
                next = Reached.of(open.position());
            }
            return change;
        }

        private void stands(Reached reached) {
            if (reached.compareTo(done) < 0) {
                bus = null;
            } else {
                done = reached;
            }
        }

        private static Optional<Change<Bill>> poll(Bus<Bill> bus) {
            try {
                return bus.poll(Duration.ZERO);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
