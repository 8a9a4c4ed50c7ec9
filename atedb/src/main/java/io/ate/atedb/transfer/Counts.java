package io.ate.atedb.transfer;

/**
 * How many objects an import stored, replaced, and left alone because they were there already. Immutable.
 */
public record Counts(long stored, long replaced, long skipped) {

    static final Counts NONE = new Counts(0, 0, 0);
    static final Counts STORED = new Counts(1, 0, 0);
    static final Counts REPLACED = new Counts(0, 1, 0);
    static final Counts SKIPPED = new Counts(0, 0, 1);

    Counts plus(Counts other) {
        return new Counts(stored + other.stored, replaced + other.replaced, skipped + other.skipped);
    }

    /** All together. */
    public long all() {
        return stored + replaced + skipped;
    }
}
