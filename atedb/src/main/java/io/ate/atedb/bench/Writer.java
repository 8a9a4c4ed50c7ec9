package io.ate.atedb.bench;

import io.ate.Chain;
import io.ate.Dio;
import io.ate.Type;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One client that commits until the window is over, with as many commits under way as the load says. */
final class Writer implements Callable<@Nullable Void> {
    private static final Type<JsonNode> TYPE = Type.tree("bench");

    private final Chain chain;
    private final Load load;
    private final Window window;
    private final Measured answers;
    private final String filling;

    Writer(Chain chain, Load load, Window window, Measured answers) {
        this.chain = chain.with(load.scope());
        this.load = load;
        this.window = window;
        this.answers = answers;
        filling = "x".repeat(load.size() - Stamp.LENGTH);
    }

    @Override
    public @Nullable Void call() throws InterruptedException {
        if (load.inFlight() == 1) {
            oneAtATime();
        } else {
            pipelined();
        }
        return null;
    }

    private void oneAtATime() {
        long now = System.nanoTime();
        while (!window.isOver(now) && !Thread.currentThread().isInterrupted()) {
            long began = now;
            chain.run(dio -> store(dio, began));
            answers.ended(began);
            now = System.nanoTime();
        }
    }

    private void pipelined() throws InterruptedException {
        Semaphore free = new Semaphore(load.inFlight());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long now = System.nanoTime();
        while (!window.isOver(now) && failure.get() == null) {
            free.acquire();
            long began = System.nanoTime();
            CompletableFuture<?> _ = send(began).whenComplete((_, failed) -> {
                failure.compareAndSet(null, failed);
                answers.ended(began);
                free.release();
            });
            now = System.nanoTime();
        }
        free.acquire(load.inFlight());
        Throwable failed = failure.get();
        if (failed != null) {
            throw failed instanceof RuntimeException known ? known
                    : new IllegalStateException("a commit failed", failed);
        }
    }

    private CompletableFuture<Boolean> send(long began) {
        return chain.commitAsync(dio -> {
            store(dio, began);
            return true;
        });
    }

    private void store(Dio dio, long began) {
        JsonNode value = JsonNodeFactory.instance.stringNode(Stamp.of(began) + filling);
        for (int i = 0; i < load.batch(); i++) {
            var _ = dio.store(TYPE, value);
        }
    }
}
