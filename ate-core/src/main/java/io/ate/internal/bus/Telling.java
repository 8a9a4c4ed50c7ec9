package io.ate.internal.bus;

import io.ate.Change;
import io.ate.internal.replica.Replica.Applied;
import java.util.List;

/** What of a commit a bus tells. Confined to the reader, who comes by every commit from its position on, in order. */
interface Telling<T> {
    /** The changes that {@code commit} makes after {@code reached}, in order. */
    List<Told<T>> of(Applied commit, Reached reached);

    /**
     * A change, and how far a reader has come who has taken it.
     */
    record Told<T>(Change<T> change, Reached reached) {}
}
