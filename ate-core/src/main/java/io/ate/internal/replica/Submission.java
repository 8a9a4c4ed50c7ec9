package io.ate.internal.replica;

import io.ate.CommitId;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A commit that was handed over. Thread-safe.
 *
 * @param answer completes with the server's answer, after the view has taken it in: the sequence of the first event,
 * or exceptionally with a {@link io.ate.CommitRejectedException}, {@link io.ate.ChainUnavailableException} or another
 * {@link io.ate.AteException}; {@link io.ate.InterruptedCommitException} leaves open whether it is stored
 * @param parting what {@link #giveUp()} does
 * @param hiding what {@link #hide()} does
 * @param leaving what {@link #leave()} does
 * @param place in the {@link OutboxLog}, or 0
 * @param kept completes when it is there for good; at once where it is not to be there
 */
public record Submission(CommitId commit, CompletableFuture<Long> answer, Supplier<Unanswered> parting,
        Runnable hiding, Runnable leaving, long place, CompletableFuture<Void> kept) {
    /** Waits no longer: takes the commit back if it was not sent yet, and tells what is known of it. */
    public Unanswered giveUp() {
        return parting.get();
    }

    /** Sees to it that nobody sees it any more, nor what builds on it: it is bound to be refused. */
    public void hide() {
        hiding.run();
    }

    /** Another one has come in its place, or nothing will, whatever becomes of it: nobody misses it any more. */
    public void leave() {
        leaving.run();
    }
}
