package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The commits whose answers no thread waits for, each until its last answer: one that is refused may be drawn up anew.
 * Thread-safe.
 */
final class HandedOver {
    private final Map<Object, CompletableFuture<?>> unanswered = new ConcurrentHashMap<>();

    /** One more, until that is its last answer. */
    void add(CompletableFuture<?> answer) {
        Object one = new Object();
        unanswered.put(one, answer);
        var _ = answer.whenComplete((_, _) -> unanswered.remove(one));
    }

    /** Waits until all that are here now are answered, and tells whether they were before the deadline. */
    boolean await(Deadline deadline) throws InterruptedException {
        for (CompletableFuture<?> each : List.copyOf(unanswered.values())) {
            try {
                each.get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException _) {
                // an answer, too
            } catch (TimeoutException _) { // which is what the result says
                return false;
            }
        }
        return true;
    }
}
