package io.ate.internal.index;

import java.util.Objects;
import java.util.function.BiFunction;

/**
 * How one value is made of many, and what is taken away again. Immutable.
 *
 * @param initial what it is of no values
 * @param with adds a value
 * @param without takes away what was added
 */
public record Aggregation<T, S>(S initial, BiFunction<? super S, ? super T, ? extends S> with,
        BiFunction<? super S, ? super T, ? extends S> without) {
    public Aggregation {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(with, "with");
        Objects.requireNonNull(without, "without");
    }
}
