package io.ate.internal.index;

import io.ate.MaterializedView;

/** A view as programs have it. Thread-safe. */
final class AggregateView<S> extends KeptProjection implements MaterializedView<S> {
    private final AggregateKeeper<?, S> keeper;

    AggregateView(Upkeep upkeep, AggregateKeeper<?, S> keeper) {
        super(upkeep);
        this.keeper = keeper;
    }

    @Override
    public S get() {
        demandGoing();
        return keeper.shown();
    }
}
