package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.Subscribers;
import io.ate.internal.event.SignedGenesis;
import java.util.Set;

/**
 * What the log keeps in memory of every chain, so that who asks which ones there are costs no reading. Immutable.
 *
 * @param number what stands for the chain in this store, and only here; never used for another one
 * @param named the keys that the rules of the genesis name
 */
public record ChainSummary(long number, ChainName name, ChainId id, Subscribers subscribers, Set<KeyId> named) {
    public ChainSummary {
        named = Set.copyOf(named);
    }

    /** What there is to know of the chain with that genesis. */
    static ChainSummary of(long number, ChainName name, SignedGenesis genesis) {
        return new ChainSummary(number, name, genesis.chainId(), genesis.record().subscribers(),
                genesis.record().rules().named());
    }

    /** The shard into which the chain falls. */
    int shard() {
        return RedoLog.shardOf(name);
    }
}
