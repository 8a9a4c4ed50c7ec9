package io.ate.internal.dao;

import io.ate.Field;

/**
 * The collections that queues put items aside in, which come of the library and not of a program's field. Stateless.
 */
public final class PutAside {
    private static final String ENDING = ".poisoned";

    private PutAside() {}

    /** Name of the collection for items of the queue over the collection of that name. */
    public static String of(String queue) {
        return queue + ENDING;
    }

    /** Tells whether it may be one. Items of several types may wait in one queue, and all that fail go there. */
    static boolean mayBe(Field field) {
        return field instanceof Field.Vec<?> && field.name().endsWith(ENDING);
    }
}
