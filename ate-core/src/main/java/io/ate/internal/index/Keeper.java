package io.ate.internal.index;

import io.ate.internal.view.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * What a projection makes of objects that come and go. Confined to the thread that keeps the chain's projections up;
 * what it has published is read by any.
 *
 * @param <T> the objects' values
 * @param <P> what it makes of one object, by which it knows that again
 */
interface Keeper<T, P> {
    /**
     * An object comes in. If this throws, nothing has changed.
     *
     * @return what {@link #leave} is to be given when the object goes or its value changes; null if it is passed over
     */
    @Nullable
    P enter(ObjectEntry entry, T value);

    /** An object goes. */
    void leave(P entered);

    /** All objects go at once. */
    void clear();

    /** What came and went so far is the state of that sequence: readers see it from now on. */
    void publish(long sequence);
}
