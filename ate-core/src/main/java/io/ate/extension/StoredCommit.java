package io.ate.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import java.time.Instant;
import java.util.List;

/**
 * A commit that is durable at the server. Immutable.
 *
 * @param chain where it is
 * @param id of that chain
 * @param first the sequence of its first event; those of the others follow
 * @param time the server's clock when it was admitted
 * @param keys under which it was made
 * @param events all of them, in order; at least one
 */
public record StoredCommit(ChainName chain, ChainId id, long first, Instant time, List<KeyId> keys,
        List<EventHeader> events) {
    public StoredCommit {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
    }

    /** The sequence of its last event: where a sink goes on after it has taken this commit. */
    public long last() {
        return first + events.size() - 1;
    }
}
