package io.ate.internal.replica;

import io.ate.internal.event.WriterId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which numbers of own writers were refused, for what is built on them after they are gone. Only the newest are kept:
 * whoever admits commits knows them all. Used under the overlay's lock.
 */
final class Refusals {
    private static final int KEPT = 4096;

    private final Set<Refused> refused = new LinkedHashSet<>();

    private record Refused(WriterId writer, long number) {}

    void add(WriterId writer, long number) {
        if (refused.size() >= KEPT) {
            refused.remove(refused.iterator().next());
        }
        refused.add(new Refused(writer, number));
    }

    void remove(WriterId writer, long number) {
        refused.remove(new Refused(writer, number));
    }

    boolean contains(WriterId writer, long number) {
        return refused.contains(new Refused(writer, number));
    }
}
