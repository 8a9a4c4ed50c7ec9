package io.ate.internal.view;

import java.util.List;
import java.util.Map;

/**
 * What one commit does to a chain. Immutable.
 *
 * @param objects the states that objects have from this commit on, in the order of its events
 * @param keys the public keys that it publishes
 * @param before what objects were before those of its events that {@linkplain ObjectEntry#conceals hide something of
 * it}, by the sequences of these: nothing later says it
 * @param last sequence of its last event
 */
public record Effects(List<ObjectEntry> objects, List<KeyEntry> keys, Map<Long, ObjectEntry> before,
        long last) {
    public Effects {
        objects = List.copyOf(objects);
        keys = List.copyOf(keys);
        before = Map.copyOf(before);
    }

    /** The effects of a commit that only brings what is new. */
    public Effects(List<ObjectEntry> objects, List<KeyEntry> keys, long last) {
        this(objects, keys, Map.of(), last);
    }
}
