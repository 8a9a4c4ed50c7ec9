package io.ate.internal.compaction;

import java.util.function.LongSupplier;

/**
 * What time it is for those who admit a chain's commits, in milliseconds since 1970: their clock and the one here may
 * each be wrong, by any amount, and how old a commit is follows from neither alone. Thread-safe.
 */
final class AdmissionClock {
    private final LongSupplier here;
    private long newest;
    private long heard;
    private boolean isKnown;

    AdmissionClock(LongSupplier here) {
        this.here = here;
    }

    /** A commit has come that was admitted at that time. */
    synchronized void admitted(long time) {
        newest = time;
        heard = here.getAsLong();
        isKnown = true;
    }

    /** That time, or as long after as has gone by here; the time here as long as none has come. */
    synchronized long now() {
        long now = here.getAsLong();
        return isKnown ? newest + Math.max(0, now - heard) : now;
    }
}
