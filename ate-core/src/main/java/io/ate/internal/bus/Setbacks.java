package io.ate.internal.bus;

import io.ate.Chain;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failures in a row of what a loop does on a chain: told to the log, the same one again in a line, and each
 * followed by a longer pause, unless the chain has ended, and the loop with it. Confined to the loop's thread.
 */
public final class Setbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DOUBLINGS = 20;

    private final Chain chain;
    private final Loop loop;
    private final String what;
    private int inARow;
    private String last = "";

    /** @param what the loop does, for the log */
    public Setbacks(Chain chain, Loop loop, String what) {
        this.chain = chain;
        this.loop = loop;
        this.what = what;
    }

    /** Something has worked. */
    public void over() {
        inARow = 0;
        last = "";
    }

    /** Something has failed. */
    public void add(Throwable cause) {
        if (isEnd()) {
            return;
        }
        inARow++;
        String failure = ToldFailure.of(cause).toString();
        if (failure.equals(last)) {
            LOG.warn("{} failed {} times in a row, and goes on in a while: {}", what, inARow, failure);
        } else {
            LOG.warn("{} failed, and goes on in a while: {}", what, failure,
                    LoggedFailure.of(cause));
        }
        last = failure;
        loop.pause(pauseAfter(inARow, LONGEST));
    }

    /** Tells whether the loop is to stop, or stops because its chain has ended. */
    public boolean isEnd() {
        if (loop.isStopping()) {
            return true; // which closes the bus that is waited for
        }
        try {
            var _ = chain.sequence();
            return false;
        } catch (RuntimeException end) {
            LOG.info("{} ends with its chain: {}", what, end.getMessage());
            loop.stop();
            return true;
        }
    }

    /**
     * How long to wait after the failure of that number, the first being 1: a bound that doubles, and a random time of
     * at least half of it, so that those who failed together do not try again together.
     */
    public static Duration pauseAfter(int failures, Duration longest) {
        Duration doubled = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, DOUBLINGS));
        long bound = (doubled.compareTo(longest) < 0 ? doubled : longest).toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
    }
}
