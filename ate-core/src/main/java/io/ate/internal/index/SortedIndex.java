package io.ate.internal.index;

import io.ate.Index;

/** An index as programs have it. Thread-safe. */
final class SortedIndex<T, K extends Comparable<? super K>> extends KeptProjection implements Index<T, K> {
    private final SortedKeeper<T, K> keeper;

    SortedIndex(Upkeep upkeep, SortedKeeper<T, K> keeper) {
        super(upkeep);
        this.keeper = keeper;
    }

    @Override
    public State<T, K> now() {
        demandGoing();
        return keeper.shown();
    }
}
