package io.ate.internal.replica;

import io.ate.StoreFailedException;
import io.ate.internal.log.RedoLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for one batch of the log. Thread-safe. */
final class DurableWait implements RedoLog.Completion {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public void durable() {
        done.complete(null);
    }

    @Override
    public void failed(StoreFailedException cause) {
        done.completeExceptionally(cause);
    }

    /**
     * Returns when the batch is durable.
     *
     * @throws StoreFailedException if nobody knows whether it is
     */
    void join() {
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreFailedException failed ? failed : e;
        }
    }
}
