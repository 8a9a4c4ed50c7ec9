package io.ate.internal.bus;

import io.ate.Change;
import io.ate.internal.replica.Replica.Applied;
import java.util.List;

/** What of a commit a bus tells. Confined to the reader, who comes by every commit from its position on, in order. */
interface Telling<T> {
    /** The changes that {@code commit} makes after {@code reached}, in order. */
    List<Told<T>> of(Applied commit, Reached reached);

    /**
     * Demands that something may come after {@code reached}, where all is told that is known here.
     *
     * @throws io.ate.NoSuchObjectException if that which this is about has ended for good
     */
    void demandMore(Reached reached);

    /**
     * A change, and how far a reader has come who has taken it.
     */
    record Told<T>(Change<T> change, Reached reached) {}
}
