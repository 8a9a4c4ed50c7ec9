package io.ate.client;

import java.time.Duration;
import java.util.List;

/**
 * How a server is doing. Immutable.
 *
 * @param version of its program
 * @param uptime since it started
 * @param chains that the asking session may open
 */
public record ServerStatus(String version, Duration uptime, List<ChainStatus> chains) {
    public ServerStatus {
        chains = List.copyOf(chains);
    }
}
