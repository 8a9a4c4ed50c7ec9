package io.ate.client;

import io.ate.ChainId;
import io.ate.ChainName;
import java.time.Instant;
import java.util.Optional;

/**
 * How a chain is doing at its server. Immutable.
 *
 * @param bytes that it takes in the store, about
 * @param sequence of its last event
 * @param subscribers that follow it now
 * @param commitsPerSecond lately
 * @param bytesPerSecond of events, lately
 * @param compacted what it came to when it was compacted last; empty if it was not yet
 */
public record ChainStatus(ChainName name, ChainId id, long bytes, long sequence, int subscribers,
        long commitsPerSecond, long bytesPerSecond, Optional<Compacted> compacted) {

    /**
     * What a chain came to when it was compacted. Immutable.
     *
     * @param time when that ended, by the server's clock
     * @param before bytes that it took when that began, about
     * @param after and when it ended
     */
    public record Compacted(Instant time, long before, long after) {}
}
