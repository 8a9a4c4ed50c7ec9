package io.ate.internal.view;

import java.util.List;

/**
 * What one commit does to a chain. Immutable.
 *
 * @param objects the states that objects have from this commit on, in the order of its events
 * @param keys the public keys that it publishes
 * @param last sequence of its last event
 */
public record Effects(List<ObjectEntry> objects, List<KeyEntry> keys, long last) {
    public Effects {
        objects = List.copyOf(objects);
        keys = List.copyOf(keys);
    }
}
