package io.ate.internal.replica;

/** Runs tasks later. Implementations are thread-safe; a simulation lets them come due in its own time. */
@FunctionalInterface
public interface Delays {
    /** Has {@code task} run after so many milliseconds, on any thread; the task is quick. */
    Pending after(long millis, Runnable task);

    /** A task that is to run later. Thread-safe. */
    @FunctionalInterface
    interface Pending {
        /** Lets go of the task, which does not run any more unless it has begun. Once more does nothing. */
        void cancel();
    }
}
