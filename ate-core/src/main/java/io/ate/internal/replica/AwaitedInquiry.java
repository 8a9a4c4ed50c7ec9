package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What somebody waits for who needs no key for it. Used by one task at a time; the answer may be awaited by any thread.
 *
 * @param <T> the answer, as far as it is not a refusal
 */
abstract sealed class AwaitedInquiry<T> implements Inquiry permits HeadInquiry, ProofInquiry, SyncInquiry {
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** Completes with what is said, unverified; who cancels it wants to know no more. */
    final CompletableFuture<T> answer() {
        return answer;
    }

    @Override
    public final List<HeldKeys> keys() {
        return List.of();
    }

    @Override
    public final void failed(RuntimeException cause) {
        answer.completeExceptionally(cause);
    }

    @Override
    public final boolean isOver() {
        return answer.isDone();
    }
}
