package io.ate.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import java.util.List;

/**
 * A commit that somebody wants to have stored. Immutable.
 *
 * @param chain where to
 * @param id of that chain
 * @param keys under which it acts; whether it has the right to is seen to by others, and refused by them
 * @param events all of them, in order; at least one
 */
public record ProposedCommit(ChainName chain, ChainId id, List<KeyId> keys, List<EventHeader> events) {
    public ProposedCommit {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
    }
}
