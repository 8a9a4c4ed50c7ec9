package io.ate.internal.event;

import io.ate.PrimaryKey;

/**
 * The lock that a commit relies on, with its fencing number. Immutable.
 *
 * @param start how often the store had been started when the lock was given
 * @param counter counts the locks given since
 */
public record Fence(PrimaryKey lock, long start, long counter) {}
