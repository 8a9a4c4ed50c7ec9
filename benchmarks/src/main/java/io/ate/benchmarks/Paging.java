package io.ate.benchmarks;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * How long it takes to read a page of a large collection, at its beginning, in its middle and at its end, and to count
 * it, before and after a tenth of it was deleted; in a chain in memory.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.ate.benchmarks.Paging [CHILDREN [CHILDREN_OF_A_PAGE]]
 * </pre>
 */
public final class Paging {
    private static final Field.Vec<Item> ITEMS = Field.vec("items", Item.class);
    private static final int ROUNDS = 1_000;
    private static final int TOGETHER = 1_000;
    private static final int IN_FLIGHT = 16;

    private final Chain chain;
    private final DaoRef<Item> parent;
    private final int limit;

    private Paging(Chain chain, int limit) {
        this.chain = chain;
        this.parent = chain.store(new Item("parent"));
        this.limit = limit;
    }

    /** What is stored. */
    record Item(String text) {}

    /** Fills a collection, then reads it. */
    public static void main(String[] arguments) throws InterruptedException {
        int children = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int limit = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        try (Chain chain = Chain.temporary()) {
            Paging paging = new Paging(chain, limit);
            paging.fill(children);
            paging.measure("all are there");
            paging.deleteEvery(10);
            paging.measure("each tenth is deleted");
        }
    }

    private void fill(int children) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int added = 0; added < children; added += TOGETHER) {
            int from = added;
            int to = Math.min(added + TOGETHER, children);
            free.acquire();
            CompletableFuture<?> _ = chain.commitAsync(dio -> {
                DaoVec<Item> items = dio.load(parent).in(ITEMS);
                for (int i = from; i < to; i++) {
                    var _ = items.add(new Item("item " + i));
                }
                return true;
            }).whenComplete((_, _) -> free.release());
        }
        free.acquire(IN_FLIGHT);
    }

    private void deleteEvery(int nth) {
        List<DaoRef<Item>> all = chain.commit(dio -> dio.load(parent).in(ITEMS).refs().toList());
        for (int at = 0; at < all.size(); at += nth * TOGETHER) {
            int from = at;
            chain.run(dio -> {
                for (int i = from; i < Math.min(from + nth * TOGETHER, all.size()); i += nth) {
                    dio.delete(all.get(i));
                }
            });
        }
    }

    private void measure(String what) {
        List<Page.Token> places = new ArrayList<>();
        long size = chain.commit(dio -> {
            DaoVec<Item> items = dio.load(parent).in(ITEMS);
            long count = items.size();
            places.add(Page.Token.START);
            places.add(tokenAt(items, count / 2));
            places.add(tokenAt(items, count - limit - 1));
            return count;
        });
        List<String> names = List.of("first", "middle", "last");
        for (int i = 0; i < places.size(); i++) {
            Page.Token after = places.get(i);
            report(what + ", page of " + limit + " of " + size + ", " + names.get(i),
                    items -> items.page(after, limit));
        }
        report(what + ", size", DaoVec::size);
    }

    private static Page.Token tokenAt(DaoVec<Item> items, long index) {
        DaoRef<Item> child = items.refs().skip(index).findFirst().orElseThrow();
        return new Page.Token(0, Optional.of(child.key()), items.page(1).next().orElseThrow().collection());
    }

    private void report(String what, Consumer<DaoVec<Item>> reading) {
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < 2 * ROUNDS; round++) { // the first half warms up
            int at = round % ROUNDS;
            chain.run(dio -> {
                Dao<Item> owner = dio.load(parent);
                long began = System.nanoTime();
                reading.accept(owner.in(ITEMS));
                micros[at] = (System.nanoTime() - began) / 1e3;
            });
        }
        Arrays.sort(micros);
        IO.println(String.format(Locale.ROOT, "%s: median %.1f us, 99 %% below %.1f us", what, micros[ROUNDS / 2],
                micros[ROUNDS * 99 / 100]));
    }
}
