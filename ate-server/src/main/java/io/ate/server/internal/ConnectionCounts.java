package io.ate.server.internal;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the connections that are open, in all and by address, and says who may come in. Thread-safe. */
final class ConnectionCounts {
    /** So many more than allowed are let in, only to be told that they are too many. */
    private static final int DOORSTEP = 64;

    private final int inAll;
    private final int perAddress;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int count;

    ConnectionCounts(int inAll, int perAddress) {
        this.inAll = inAll;
        this.perAddress = perAddress;
    }

    /** What becomes of somebody who knocks. */
    enum Entry {
        /** May stay. */
        WELCOME,
        /** Is to be told that there are too many, and to go. */
        TOO_MANY,
        /** There is no time even for that. */
        SHUT
    }

    /** Counts a connection in, unless the answer is {@link Entry#SHUT}; {@link #leave} follows when it is closed. */
    synchronized Entry enter(InetAddress address) {
        int ofAddress = byAddress.getOrDefault(address, 0);
        if (count >= inAll + DOORSTEP || ofAddress >= perAddress + DOORSTEP) {
            return Entry.SHUT;
        }
        count++;
        byAddress.put(address, ofAddress + 1);
        return count > inAll || ofAddress >= perAddress ? Entry.TOO_MANY : Entry.WELCOME;
    }

    synchronized void leave(InetAddress address) {
        count--;
        byAddress.computeIfPresent(address, (_, ofAddress) -> ofAddress == 1 ? null : ofAddress - 1);
    }

    synchronized int open() {
        return count;
    }
}
