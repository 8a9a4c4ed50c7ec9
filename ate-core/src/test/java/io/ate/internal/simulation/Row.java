package io.ate.internal.simulation;

import io.ate.PrimaryKey;
import io.ate.internal.simulation.Intent.Spot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One object as somebody sees it. Immutable.
 *
 * @param before the one before it in its collection
 * @param name by which it goes, if it has one and that can be read
 * @param value nothing if it cannot be read
 * @param history the events that it has recorded
 */
record Row(Spot spot, @Nullable PrimaryKey before, @Nullable String name, Optional<Object> value,
        List<Optional<Box>> history) {
    Row {
        history = List.copyOf(history);
    }
}
