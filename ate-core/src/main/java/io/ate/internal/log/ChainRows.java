package io.ate.internal.log;

import io.ate.internal.wire.Slice;

/** Is shown the rows of a chain, as a store has them. */
@FunctionalInterface
public interface ChainRows {
    /**
     * A row.
     *
     * @param family its kind
     * @param key what tells it from the others of the kind
     */
    void row(String family, Slice key, Slice content);
}
