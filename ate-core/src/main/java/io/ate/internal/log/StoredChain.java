package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.event.SignedGenesis;

/**
 * A chain as the log knows it. Immutable.
 *
 * @param number what stands for the chain in this store, and only here; never used for another one
 */
public record StoredChain(long number, ChainName name, SignedGenesis genesis) {
    /** The shard into which the chain falls. */
    public int shard() {
        return RedoLog.shardOf(name);
    }
}
