package io.ate;

import tools.jackson.databind.node.ObjectNode;

/**
 * Brings stored values of a type from one version to the next; see {@link TypeVersion}. One instance serves a program:
 * implementations are thread-safe, have a constructor without parameters, and give the same for the same value.
 */
@FunctionalInterface
public interface Upcaster {
    /**
     * The value as version {@code from + 1} of its type has it.
     *
     * @param from the version that the value has: 1 or higher
     * @param stored the value, without its version; the caller's own, so that it may be changed and given back
     */
    ObjectNode upcast(int from, ObjectNode stored);
}
