package io.ate.internal.queue;

import io.ate.DaoRef;
import io.ate.internal.queue.Taking.Outcome;

/** What is to be done with the items of a queue. Thread-safe. */
@FunctionalInterface
public interface Job<T, X extends Exception> {
    /** Begins with an item, which is this program's as long as its lock holds. */
    Attempt<X> on(DaoRef<T> item);

    /** One attempt on one item. Confined to one thread. */
    interface Attempt<X extends Exception> {
        /** Does what is to be done, and removes the item with the same commit. */
        Outcome make() throws X;

        /** Whose fault it is that {@link #make} threw that. */
        Fault fault(Throwable failure);
    }
}
