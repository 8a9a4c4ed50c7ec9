package io.ate.extension;

import io.ate.PrimaryKey;

/** Where an event says that its object is. Named objects name their place in every event, others where they are put. */
public sealed interface EventPlace {
    /** It stays where it is, and the header does not say where that is. */
    record Stays() implements EventPlace {}

    /** At the top of the chain. */
    record Top() implements EventPlace {}

    /** Below another object, in one of its collections. */
    record Under(PrimaryKey parent, String collection) implements EventPlace {}
}
