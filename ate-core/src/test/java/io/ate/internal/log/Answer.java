package io.ate.internal.log;

import io.ate.StoreFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A completion that a test waits for. Thread-safe. */
final class Answer implements RedoLog.Completion {
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

    @Override
    public void durable() {
        demandFirst(answer.complete(true));
    }

    @Override
    public void failed(StoreFailedException cause) {
        demandFirst(answer.complete(false));
    }

    private static void demandFirst(boolean isFirst) {
        if (!isFirst) {
            throw new AssertionError("answered twice");
        }
    }

    /** Waits for the answer and tells whether it was "durable". */
    boolean isDurable() {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    boolean hasCome() {
        return answer.isDone();
    }
}
