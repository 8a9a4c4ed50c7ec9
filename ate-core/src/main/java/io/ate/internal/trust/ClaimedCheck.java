package io.ate.internal.trust;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one check of a commit, made by whichever thread claims it first: a checker or, where none has come yet, the owner
 * of the chain. So many commits are checked in parallel, and a single one costs no hand-over. Thread-safe: what a
 * checker wrote before {@link #finish} is seen by whoever sees {@link #isDone()}.
 */
public final class ClaimedCheck {
    private static final int WAITING = 0;
    private static final int CLAIMED = 1;
    private static final int DONE = 2;

    private final AtomicInteger state;
    private @Nullable CheckedCommit checked;

    /** A check that nobody has begun. */
    public ClaimedCheck() {
        state = new AtomicInteger(WAITING);
    }

    /** The check of a commit that has been checked elsewhere. */
    public ClaimedCheck(CheckedCommit checked) {
        this.checked = checked;
        state = new AtomicInteger(DONE);
    }

    /** True for one thread, which makes the check and has to {@link #finish} it, or to {@link #release()} it. */
    public boolean claim() {
        return state.compareAndSet(WAITING, CLAIMED);
    }

    /** The claimed check is left to others after all. */
    public void release() {
        state.set(WAITING);
    }

    /**
     * The claimed check is made.
     *
     * @param result null if the commit could not be checked
     */
    public void finish(@Nullable CheckedCommit result) {
        checked = result;
        state.set(DONE);
    }

    public boolean isDone() {
        return state.get() == DONE;
    }

    /** The checked commit, or null if it could not be checked; only once {@link #isDone()}. */
    public @Nullable CheckedCommit checked() {
        return checked;
    }
}
