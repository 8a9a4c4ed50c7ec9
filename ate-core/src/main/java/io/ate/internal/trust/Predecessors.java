package io.ate.internal.trust;

import io.ate.internal.event.WriterId;

/**
 * What became of a writer's earlier commits, as far as the conditions of a later one ask. Confined to whoever judges.
 */
public interface Predecessors {
    /** Tells whether that number of the writer's was not admitted and never will be. */
    boolean isRefused(WriterId writer, long number);

    /** Tells whether an object at {@code version} is as the writer's commit of that number left it. */
    boolean left(WriterId writer, long number, long version);

    /** The sequence that a version stands for; negative as long as it has none. */
    long sequence(long version);
}
