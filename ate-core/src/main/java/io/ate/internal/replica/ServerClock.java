package io.ate.internal.replica;

import java.util.function.LongSupplier;

/**
 * What time it is at a server, as far as a client can tell: its own clock, and how far that was off when the server
 * said last what its own one shows. The times that a client writes are taken from here, so that who reads them need not
 * know whose clock was wrong, and no server refuses them as of the future. Thread-safe.
 *
 * <p>
 * A server's time was read between the moments in which it was asked and in which it answered, so it says where the
 * truth lies, as wide as the round trip was long. What is believed lies there already, or is moved to where that
 * begins: clocks that agree are not corrected at all, a slow answer moves little, and no answer moves more than it
 * proves. (NTP takes the middle, and the shortest of many round trips for it; here there are few, and seconds matter to
 * nobody.)
 */
final class ServerClock {
    /** The end of the year 9999: what lies behind it is no time that people could read. */
    private static final long LAST = 253_402_300_799_999L;

    private final LongSupplier clock;
    private volatile long offset;
    private volatile boolean isLearnt;

    /** @param clock the client's own, in milliseconds since 1970 */
    ServerClock(LongSupplier clock) {
        this.clock = clock;
    }

    /** The client's own clock. */
    long own() {
        return clock.getAsLong();
    }

    /** The server's time when the client's clock says that, in milliseconds since 1970. */
    long at(long time) {
        return Math.clamp(time + offset, 0, LAST);
    }

    /** How many milliseconds the server's clock is ahead of the client's. */
    long offset() {
        return offset;
    }

    /** What an earlier run of the program learnt counts until the server has said something in this one. */
    synchronized void remembered(long earlier) {
        if (!isLearnt) {
            offset = earlier;
        }
    }

    /**
     * The server has said what time it is.
     *
     * @param asked when it was asked, by the client's clock
     * @param answered when its answer came, by the client's clock
     */
    synchronized void learn(long server, long asked, long answered) {
        if (server > LAST || answered < asked) {
            return; // no time at all, or the client's clock was set back in between
        }
        isLearnt = true;
        offset = Math.clamp(offset, server - answered, server - asked);
    }
}
