package io.ate.internal.replica;

import java.util.concurrent.CompletableFuture;

/**
 * A commit that was handed over. Thread-safe.
 *
 * @param number the writer's number of the commit
 * @param answer completes with the server's answer, after the view has taken it in: the sequence of the first event,
 * or exceptionally with a {@link io.ate.CommitRejectedException}, {@link io.ate.ChainUnavailableException} or another
 * {@link io.ate.AteException}
 */
public record Submission(io.ate.internal.event.WriterId writer, long number, CompletableFuture<Long> answer) {}
