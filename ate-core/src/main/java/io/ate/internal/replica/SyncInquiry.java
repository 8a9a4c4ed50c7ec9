package io.ate.internal.replica;

import io.ate.AteException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Sync;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks how far the chain has got. Used by one task at a time; the answer may be awaited by any thread. */
final class SyncInquiry implements Inquiry {
    private final CompletableFuture<Long> answer = new CompletableFuture<>();

    /** Completes with the sequence; who cancels it wants to know no more. */
    CompletableFuture<Long> answer() {
        return answer;
    }

    @Override
    public List<HeldKeys> keys() {
        return List.of();
    }

    @Override
    public ToServer ask(int channel, int request) {
        return new Sync(channel, request);
    }

    @Override
    public void answered(ToClient message) {
        if (message instanceof Synced(int _, int _, long sequence)) {
            answer.complete(sequence);
        } else if (message instanceof Rejected rejected) {
            failed(new AteException("the server does not say how far the chain has got: " + rejected.text()));
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        answer.completeExceptionally(cause);
    }

    @Override
    public boolean isOver() {
        return answer.isDone();
    }
}
