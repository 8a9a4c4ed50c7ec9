package io.ate.internal.lock;

/**
 * A clock that only goes forward, whatever people set theirs to, and tasks that come due by it. Implementations are
 * thread-safe; a simulation has time of its own.
 */
public interface Timer {
    /** Milliseconds since some moment that means nothing. */
    long now();

    /** Has {@code task} run after so many milliseconds, on any thread; the task is quick. */
    Pending after(long millis, Runnable task);

    /** A task that is to run later. Thread-safe. */
    @FunctionalInterface
    interface Pending {
        /** Lets go of the task, which does not run any more unless it has begun. Once more does nothing. */
        void cancel();
    }
}
