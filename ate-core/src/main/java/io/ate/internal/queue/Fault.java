package io.ate.internal.queue;

import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DeadlineExceededException;
import io.ate.InterruptedCommitException;
import io.ate.NoReadAuthorityException;
import io.ate.NoWriteAuthorityException;
import io.ate.Reason;

/** Whose fault it is that nothing came of an item. */
public enum Fault {
    /** That of the chain, or of what is between: every other item would fare the same. */
    CHAIN,
    /** That of this session, which lacks a right; another one may do it. */
    SESSION,
    /** Nobody's that is known: it may be over the next time. */
    MOMENT,
    /** That of the item, or of the worker: it counts. */
    ITEM;

    /**
     * Whose it is.
     *
     * @param byWorker whether that is what the worker threw, and not what became of his commit, or of the lock
     */
    public static Fault of(Throwable failure, boolean byWorker) {
        return switch (failure) {
            case NoReadAuthorityException _,NoWriteAuthorityException _ -> SESSION;
            case ChainUnavailableException _,DeadlineExceededException _,InterruptedCommitException _,InterruptedException _ ->
                    byWorker ? MOMENT : CHAIN;
            case CommitRejectedException refused -> byWorker ? toWorker(refused.reason()) : of(refused.reason());
            case IllegalStateException _ when !byWorker -> CHAIN; // it was closed
            default -> ITEM;
        };
    }

    /** Of a commit of the worker's own, which he has judged himself, but for what is nobody's fault. */
    private static Fault toWorker(Reason reason) {
        return switch (of(reason)) {
            case CHAIN -> MOMENT;
            case SESSION -> SESSION;
            case MOMENT, ITEM -> ITEM;
        };
    }

    private static Fault of(Reason reason) {
        return switch (reason) {
            case TOO_LARGE, LIMIT, VALIDATOR -> ITEM;
            case KEY_RETIRED -> SESSION;
            case READ_ONLY, STORE_FULL, CHAIN_FULL, NO_SUCH_CHAIN, WRONG_CHAIN, GOING_AWAY, TOO_MANY_IN_FLIGHT ->
                    CHAIN;
            default -> MOMENT;
        };
    }
}
