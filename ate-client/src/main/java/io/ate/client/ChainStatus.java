package io.ate.client;

import io.ate.ChainId;
import io.ate.ChainName;

/**
 * How a chain is doing at its server. Immutable.
 *
 * @param bytes that it takes in the store, about
 * @param sequence of its last event
 * @param subscribers that follow it now
 * @param commitsPerSecond lately
 * @param bytesPerSecond of events, lately
 */
public record ChainStatus(ChainName name, ChainId id, long bytes, long sequence, int subscribers,
        long commitsPerSecond, long bytesPerSecond) {}
