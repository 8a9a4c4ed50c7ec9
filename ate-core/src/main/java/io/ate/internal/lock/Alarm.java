package io.ate.internal.lock;

import org.jspecify.annotations.Nullable;

/** Has one task run at the earliest of the moments that were asked for. Confined to who asks for them. */
public final class Alarm {
    /** Stands for a moment that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Timer timer;
    private final Runnable task;
    private long set = NEVER;
    private Timer.@Nullable Pending pending;

    /**
     * An alarm that is not set.
     *
     * @param task is run on any thread, and leads to {@link #rang}
     */
    public Alarm(Timer timer, Runnable task) {
        this.timer = timer;
        this.task = task;
    }

    /** It went off: there is none until the next one is set. */
    public void rang() {
        cancel();
    }

    /** Has the task run at {@code time}, unless it does before. */
    public void at(long time) {
        if (time < set) {
            cancel();
            set = time;
            pending = timer.after(Math.max(0, time - timer.now()), task);
        }
    }

    /** Lets go of the task. */
    public void cancel() {
        if (pending != null) {
            pending.cancel();
            pending = null;
        }
        set = NEVER;
    }
}
