package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.internal.tree.RootAt;

/**
 * How far a client has seen a chain at a server, to be held against that server by later runs. Immutable.
 *
 * @param server fingerprint of the server's identity
 * @param head root of all events that came from it, which may be more than it has signed yet
 * @param epoch that the server's store was in
 */
public record SeenHead(ChainId chain, String server, RootAt head, long epoch) {
    boolean isOf(ChainId other, String fingerprint) {
        return chain.equals(other) && server.equals(fingerprint);
    }
}
