package io.ate.examples;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.Change;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.WorkQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * One collection, read in two ways. Over a bus everybody learns everything; from a queue each item goes to one worker,
 * whose result and the item's removal are one commit, so that each is done once, whoever dies. Run it by
 * {@code bin/example bus-or-queue} against a server that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * the screen shows order 1
 * the screen shows order 2
 * the screen shows order 3
 * 2 cooks have made 20 meals, each once
 * </pre>
 */
final class BusOrQueue {
    private static final int ORDERS = 20;

    record Kitchen(String name) {
        static final Field.Vec<Order> ORDERS = Field.vec("orders", Order.class);
        static final Field.Vec<Meal> MEALS = Field.vec("meals", Meal.class);
    }

    record Order(int number) {}

    record Meal(int order) {}

    private BusOrQueue() {}

    static void main(String server) throws InterruptedException {
        try (KeyBundle inn = KeyBundle.generate();
                Stage stage = Stage.at(server, "bus-or-queue", inn, Genesis.of(Rules.inherit()))) {
            Chain chain = stage.chain();
            DaoRef<Kitchen> kitchen = chain.store(new Kitchen("the inn's"));
            try (Bus<Order> screen = chain.bus(kitchen, Kitchen.ORDERS)) {
                for (int number = 1; number <= ORDERS; number++) {
                    Order order = new Order(number);
                    chain.run(dio -> dio.load(kitchen).in(Kitchen.ORDERS).add(order));
                }
                show(screen);
            }
            cook(chain, kitchen);
        }
    }

    /** Whoever reads a bus takes nothing from anybody. */
    private static void show(Bus<Order> screen) throws InterruptedException {
        for (int shown = 0; shown < 3; shown++) {
            if (screen.take() instanceof Change.Stored<Order> stored) {
                IO.println("the screen shows order " + stored.value().number());
            }
        }
    }

    private static void cook(Chain chain, DaoRef<Kitchen> kitchen) throws InterruptedException {
        WorkQueue<Order> orders = chain.queue(kitchen, Kitchen.ORDERS);
        WorkQueue.Worker<Order, RuntimeException> cook = (dio, order) -> dio.load(kitchen)
                .in(Kitchen.MEALS)
                .add(new Meal(order.value().number()));
        Set<Integer> made = new HashSet<>();
        try (Bus<Meal> meals = chain.bus(kitchen, Kitchen.MEALS);
                Registration _ = orders.serve(cook);
                Registration _ = orders.serve(cook)) {
            while (made.size() < ORDERS) {
                if (meals.take() instanceof Change.Stored<Meal> meal && !made.add(meal.value().order())) {
                    IO.println("order " + meal.value().order() + " was made twice");
                }
            }
        }
        IO.println("2 cooks have made " + made.size() + " meals, each once");
    }
}
