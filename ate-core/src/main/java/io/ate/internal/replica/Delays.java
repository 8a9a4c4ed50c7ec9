package io.ate.internal.replica;

/** Runs tasks later. Implementations are thread-safe; a simulation lets them come due in its own time. */
@FunctionalInterface
public interface Delays {
    /** Has {@code task} run after so many milliseconds, on any thread; the task is quick. */
    void after(long millis, Runnable task);
}
