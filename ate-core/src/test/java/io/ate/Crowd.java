package io.ate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Other people, for tests of what happens when several do something. Stateless. */
final class Crowd {
    /** How often {@link #eachAtOnce} has something done. */
    static final int TIMES = 200;

    private static final int PEOPLE = 8;

    private Crowd() {}

    /** Has many do the same at once, each again and again, and returns when all of them are done. */
    static void eachAtOnce(Runnable step) throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                done.add(people.submit(() -> {
                    for (int j = 0; j < TIMES / PEOPLE; j++) {
                        step.run();
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
    }

    /** Has somebody else do that, and returns when he has. */
    static void meanwhile(Runnable step) {
        CompletableFuture.runAsync(step).join();
    }
}
