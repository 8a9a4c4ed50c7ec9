package io.ate.server.internal;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the memory that messages take which have come in part, in all and by address, and says who may have more.
 * Without such a common bound strangers would need no more than some dozen connections to fill the heap. Thread-safe.
 */
final class UnfinishedBytes {
    private final long inAll;
    private final long perAddress;
    private final Map<InetAddress, Long> byAddress = new HashMap<>();
    private long taken;

    UnfinishedBytes(long inAll, long perAddress) {
        this.inAll = inAll;
        this.perAddress = perAddress;
    }

    /** What is said to somebody who asks for more. */
    enum Answer {
        TAKEN,
        /** All connections together have too much. */
        SERVER_FULL,
        /** The connections from that address have too much. */
        ADDRESS_FULL
    }

    /** Takes so many bytes more, or none unless the answer is {@link Answer#TAKEN}. */
    synchronized Answer take(InetAddress address, long bytes) {
        long ofAddress = byAddress.getOrDefault(address, 0L) + bytes;
        if (ofAddress > perAddress) {
            return Answer.ADDRESS_FULL;
        }
        if (taken + bytes > inAll) {
            return Answer.SERVER_FULL;
        }
        taken += bytes;
        byAddress.put(address, ofAddress);
        return Answer.TAKEN;
    }

    synchronized void giveBack(InetAddress address, long bytes) {
        taken -= bytes;
        byAddress.computeIfPresent(address, (_, ofAddress) -> ofAddress == bytes ? null : ofAddress - bytes);
    }

    /** How many bytes are taken now. */
    synchronized long taken() {
        return taken;
    }
}
