package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.protocol.PeerLimits;

/**
 * How much the server may send before it is allowed more: as much as keeps all checkers busy, renewed in steps as
 * what came is applied and written. Confined to the chain's owner; made anew for each stream.
 */
final class CreditWindow {
    /** What the server may send at first without being asked. */
    private static final long FIRST = 1 << 20;
    private static final long WINDOW = 8 << 20;
    private static final long STEP = WINDOW / 16;

    /**
     * What the server may send beyond what it was allowed: it ends at the end of an event, and events are never cut.
     */
    private static final long OVER = PeerLimits.LONGEST_MESSAGE;

    private long owed = WINDOW - FIRST;
    private long allowed = FIRST;

    /** So many bytes that came are dealt with. */
    void add(long bytes) {
        owed += bytes;
    }

    /** What to allow now; 0 if it is not worth a message yet. */
    int take() {
        if (owed < STEP) {
            return 0;
        }
        int bytes = (int) Math.min(owed, Integer.MAX_VALUE);
        owed -= bytes;
        allowed += bytes;
        return bytes;
    }

    /**
     * Demands that the server keeps to what it is allowed, since all that comes is kept until it can be applied.
     *
     * @param received so many bytes in all
     */
    void demandAllowed(long received) {
        if (received > allowed + OVER) {
            throw new UntrustedServerException("the server sends more than it was allowed to: " + received
                    + " bytes instead of " + allowed);
        }
    }
}
