package io.ate;

/**
 * What tells one commit of a chain from every other: its writer and the writer's number for it. Immutable.
 *
 * @param key under which it was made
 * @param writerHigh the first 64 of the 128 random bits that the writer took for itself
 * @param writerLow the last 64 of them
 * @param number of the commit among the writer's
 */
public record CommitId(KeyId key, long writerHigh, long writerLow, long number) {}
