package io.ate.internal.compaction;

import io.ate.CompactionPolicy;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import java.util.concurrent.TimeUnit;

/**
 * How far a chain's log has grown since it was compacted, and whether that is enough for another pass. What it had come
 * to then is noted in the log ({@link LastPass}). Thread-safe.
 */
public final class Growth {
    /** Below that a factor says nothing. */
    private static final long LEAST = 1 << 20;

    private final CompactionRules rules;
    private final RedoLog log;
    private final StoredChain chain;
    private long compacted;
    private long since;
    private long grown;
    private long grownBefore;
    private long left;
    private long before;
    private boolean measured;
    private boolean running;
    private boolean asked;

    Growth(CompactionRules rules, RedoLog log, StoredChain chain) {
        this.rules = rules;
        this.log = log;
        this.chain = chain;
    }

    /** So many bytes have come. */
    public synchronized void by(long bytes) {
        grown += bytes;
    }

    /** Somebody wants a pass, whatever the rules say of when. */
    synchronized void ask() {
        asked = true;
    }

    /**
     * Tells whether a pass is to begin, which it does then: until {@link #ended} no other one does.
     *
     * @param now milliseconds, by any clock
     */
    public synchronized boolean begins(long now) {
        if (rules.policy() instanceof CompactionPolicy.Never && !asked) {
            return false;
        }
        if (!measured) {
            measured = true; // what an earlier program has left is asked for when it is wanted
            since = now;
            compacted = LastPass.read(log, chain.number()).map(LastPass::compacted).orElse(0L);
            grown = Math.max(0, log.approximateSize(chain.number()) - compacted);
        }
        since = Math.min(since, now); // the clock may have been set
        boolean begins = !running && (asked || isDue(now));
        if (begins) {
            running = true;
            asked = false;
            grownBefore = grown;
            before = log.approximateSize(chain.number());
        }
        return begins;
    }

    private boolean isDue(long now) {
        return !isTooEarly(now) && switch (rules.policy()) {
            case CompactionPolicy.Never() -> false;
            case CompactionPolicy.Auto(double factor, long bytes, var time, var _) -> grown >= bytes
                    || grown >= Math.max(LEAST, factor * compacted)
                    || (grown > 0 && now - since >= TimeUnit.MILLISECONDS.convert(time));
        };
    }

    /** What the last pass has left is no older than that, unless there is so little room that age does not count. */
    private boolean isTooEarly(long now) {
        return left > 0 && now - since < rules.recent() && !log.isNearlyFull();
    }

    /**
     * A pass has come to its end.
     *
     * @param left bytes that it would have removed, had they not come so lately: they are for the next one, too, which
     * would find them no older before that time has passed
     * @return what it came to, to be noted for the next program
     */
    synchronized LastPass ended(long now, long left) {
        LastPass pass = new LastPass(now, before, log.approximateSize(chain.number()), left);
        this.left = left;
        compacted = pass.compacted();
        since = now;
        grown += left - grownBefore; // what came meanwhile is for the next one
        running = false;
        return pass;
    }

    /** A pass was given up before its end. */
    public synchronized void givenUp() {
        running = false;
    }
}
