package io.ate.internal.log;

/**
 * Sizes and counts of a log at one moment. Immutable.
 *
 * @param bytesOnDisk what the store takes on disk; 0 in memory
 * @param waitingBytes what was appended and is not durable yet
 * @param appends batches made durable since opening
 * @param syncs writes with sync since opening: far fewer than appends where many wait at the same time
 */
public record StoreStatistics(long bytesOnDisk, long waitingBytes, long appends, long syncs) {}
