package io.ate.internal.trust;

import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;

/** Tells which locks are held at this moment. Confined to whoever admits commits. */
@FunctionalInterface
public interface Fences {
    /** For who follows a chain, and has to take the word of whoever admitted: a lock leaves no trace in the chain. */
    Fences UNKNOWN = (_, _) -> true;

    /** Tells whether that writer holds the lock of that number now. */
    boolean isHeld(WriterId holder, Fence fence);
}
