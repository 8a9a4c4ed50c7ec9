package io.ate.internal.index;

import io.ate.Projection;

/** What indexes and views have in common: that they are kept up. Thread-safe. */
abstract sealed class KeptProjection implements Projection permits SortedIndex, AggregateView {
    private final Upkeep upkeep;

    KeptProjection(Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    final void demandGoing() {
        upkeep.demandGoing();
    }

    @Override
    public final long sequence() {
        return upkeep.sequence();
    }

    @Override
    public final void await(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequences begin at 1, not " + sequence);
        }
        upkeep.await(sequence);
    }

    @Override
    public final long unreadable() {
        return upkeep.unreadable();
    }

    @Override
    public final long failures() {
        return upkeep.failures();
    }

    @Override
    public final void rebuild() {
        upkeep.rebuild();
    }

    @Override
    public final void close() {
        upkeep.close();
    }
}
