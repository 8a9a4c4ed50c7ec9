package io.ate.client;

import java.util.List;

/**
 * Chains that a server says a session may open. Immutable.
 *
 * @param listed by name
 * @param more whether there are others, for which one answer had no room: they can be opened by their names
 */
public record ChainListings(List<ChainListing> listed, boolean more) {
    public ChainListings {
        listed = List.copyOf(listed);
    }
}
