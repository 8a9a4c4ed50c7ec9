package io.ate.server.internal;

import io.ate.internal.host.Network;
import java.util.HashMap;
import java.util.Map;

/** Counts the connections that are open, in all and by network, and says who may come in. Thread-safe. */
final class ConnectionCounts {
    /** So many more than allowed are let in, only to be told that they are too many, or that the server is well. */
    private static final int DOORSTEP = 64;

    private final int inAll;
    private final int perNetwork;
    private final Map<Network, Integer> byNetwork = new HashMap<>();
    private int count;

    ConnectionCounts(int inAll, int perNetwork) {
        this.inAll = inAll;
        this.perNetwork = perNetwork;
    }

    /** What becomes of somebody who knocks. */
    enum Entry {
        /** May stay. */
        WELCOME,
        /** Is to be told that there are too many, unless it asks for the server's health, and to go. */
        TOO_MANY,
        /** There is no time even for that. */
        SHUT
    }

    /** Counts a connection in, unless the answer is {@link Entry#SHUT}; {@link #leave} follows when it is closed. */
    synchronized Entry enter(Network network) {
        int ofNetwork = byNetwork.getOrDefault(network, 0);
        if (count >= inAll + DOORSTEP || ofNetwork >= perNetwork + DOORSTEP) {
            return Entry.SHUT;
        }
        count++;
        byNetwork.put(network, ofNetwork + 1);
        return count > inAll || ofNetwork >= perNetwork ? Entry.TOO_MANY : Entry.WELCOME;
    }

    synchronized void leave(Network network) {
        count--;
        byNetwork.computeIfPresent(network, (_, ofNetwork) -> ofNetwork == 1 ? null : ofNetwork - 1);
    }

    synchronized int open() {
        return count;
    }
}
