package io.ate.atedb.bench;

/**
 * The time that is measured: what is answered in it counts. Immutable.
 *
 * @param from and
 * @param to by the clock of {@link System#nanoTime}
 */
record Window(long from, long to) {
    static Window of(Load load, long now) {
        long from = now + load.warmUpNanos();
        return new Window(from, from + load.measuredNanos());
    }

    boolean contains(long nanoTime) {
        return nanoTime - from >= 0 && nanoTime - to < 0;
    }

    boolean isOver(long nanoTime) {
        return nanoTime - to >= 0;
    }
}
