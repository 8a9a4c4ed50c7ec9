package io.ate;

import java.util.List;
import java.util.Objects;

/**
 * One value as two have changed it. Immutable, if the values are.
 *
 * @param base what both began with
 * @param mine what this program made of it
 * @param theirs what it has become in the chain
 */
public record Merge<T>(T base, T mine, T theirs) {
    public Merge {
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(mine, "mine");
        Objects.requireNonNull(theirs, "theirs");
    }

    /**
     * What a {@link MergeRule} throws where the two cannot be merged.
     *
     * @param fields that both have changed, for {@link ConflictException#fields()}
     */
    public ConflictException conflict(String... fields) {
        return new ConflictException(
                fields.length == 0 ? "the two changes cannot be merged"
                        : "both changed " + String.join(", ", fields),
                List.of(), List.of(fields));
    }
}
