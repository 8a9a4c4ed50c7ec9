package io.ate.internal.replica;

import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;

/**
 * A lock as it was given. Immutable.
 *
 * @param holder who commits under it
 * @param sequence up to which the chain may have been written under earlier locks
 */
public record LockGrant(WriterId holder, Fence fence, long sequence) {}
