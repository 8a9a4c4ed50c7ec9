package io.ate.internal.view;

import java.util.List;

/**
 * What one commit does to a chain. Immutable.
 *
 * @param objects the states that objects have from this commit on, in the order of its events
 * @param keys the public keys that it publishes
 * @param left the states that objects had before it which it puts elsewhere: nothing later says where they were
 * @param last sequence of its last event
 */
public record Effects(List<ObjectEntry> objects, List<KeyEntry> keys, List<ObjectEntry> left, long last) {
    public Effects {
        objects = List.copyOf(objects);
        keys = List.copyOf(keys);
        left = List.copyOf(left);
    }

    /** The effects of a commit that moves nothing. */
    public Effects(List<ObjectEntry> objects, List<KeyEntry> keys, long last) {
        this(objects, keys, List.of(), last);
    }
}
