package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a store held at one moment. Immutable.
 *
 * @param epoch one more than that of the store from whose backup it was restored; 1 if it never was
 * @param starts how often it had been opened
 * @param chains in the order of their names
 */
public record StoreFacts(long epoch, long starts, List<Chain> chains) {
    public StoreFacts {
        chains = List.copyOf(chains);
    }

    /** A chain, and the sequence of its last event; 0 if it has none. */
    public record Chain(ChainName name, ChainId id, long end) {}

    /** The chains by their names. */
    public Map<ChainName, Chain> byName() {
        Map<ChainName, Chain> byName = new TreeMap<>((one, other) -> one.text().compareTo(other.text()));
        chains.forEach(each -> byName.put(each.name(), each));
        return byName;
    }
}
