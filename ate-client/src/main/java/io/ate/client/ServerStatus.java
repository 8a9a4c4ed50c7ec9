package io.ate.client;

import java.time.Duration;
import java.util.List;

/**
 * How a server is doing. Immutable.
 *
 * @param version of its program
 * @param uptime since it started
 * @param chains that the asking session may open, by name
 * @param more whether there are other such chains, for which one answer had no room
 */
public record ServerStatus(String version, Duration uptime, List<ChainStatus> chains, boolean more) {
    public ServerStatus {
        chains = List.copyOf(chains);
    }
}
