package io.ate.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a server is doing. Immutable.
 *
 * @param version of its program
 * @param uptime since it started
 * @param lastBackup when the last good backup of it was begun that it knows of, if there is one
 * @param clockSkew how far its clock is ahead of the true time (negative: behind), if it compares them
 * @param chains that the asking session may open, by name
 * @param more whether there are other such chains, for which one answer had no room
 */
public record ServerStatus(String version, Duration uptime, Optional<Instant> lastBackup,
        Optional<Duration> clockSkew, List<ChainStatus> chains,
        boolean more) {
    public ServerStatus {
        chains = List.copyOf(chains);
    }
}
