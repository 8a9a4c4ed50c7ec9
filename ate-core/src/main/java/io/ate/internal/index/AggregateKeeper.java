package io.ate.internal.index;

import io.ate.internal.view.ObjectEntry;
import java.util.Objects;

/**
 * Keeps one value that is made of those of all objects. It knows of each what was added, so that it can be taken away.
 */
final class AggregateKeeper<T, S> implements Keeper<T, T> {
    private final Aggregation<T, S> aggregation;
    private S state;
    private volatile S shown;

    AggregateKeeper(Aggregation<T, S> aggregation) {
        this.aggregation = aggregation;
        this.state = aggregation.initial();
        this.shown = state;
    }

    S shown() {
        return shown;
    }

    @Override
    public T enter(ObjectEntry entry, T value) {
        state = Objects.requireNonNull(aggregation.with().apply(state, value), "a view with a value is null");
        return value;
    }

    @Override
    public void leave(T value) {
        state = Objects.requireNonNull(aggregation.without().apply(state, value), "a view without a value is null");
    }

    @Override
    public void clear() {
        state = aggregation.initial();
    }

    @Override
    public void publish(long sequence) {
        shown = state;
    }
}
