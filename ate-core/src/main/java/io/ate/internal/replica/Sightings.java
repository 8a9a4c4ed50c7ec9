package io.ate.internal.replica;

import io.ate.internal.tree.RootAt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has it remembered how far a chain was seen: at most every few seconds while it grows, and at the end. Confined to the
 * replica's owner; what is written is written by a reader's thread.
 */
final class Sightings {
    private static final long INTERVAL_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

    private final ReplicaEnvironment environment;
    private final Pins pins;
    private RootAt remembered = RootAt.EMPTY;
    private long at;

    Sightings(ReplicaEnvironment environment, Pins pins) {
        this.environment = environment;
        this.pins = pins;
        this.at = environment.clock().getAsLong();
    }

    /** The chain has come so far; this is the time to remember it, unless that was done just now. */
    void saw(SeenHead seen) {
        long now = environment.clock().getAsLong();
        if (now - at >= INTERVAL_MILLIS && isNews(seen.head())) {
            at = now;
            remembered = seen.head();
            environment.readers().execute(() -> remember(seen));
        }
    }

    /** Remembers the last of it, if there is something, and goes on with {@code then} in any case. */
    void end(@Nullable SeenHead last, Runnable then) {
        if (last == null || !isNews(last.head())) {
            then.run();
            return;
        }
        environment.readers().execute(() -> {
            try {
                remember(last);
            } finally {
                then.run();
            }
        });
    }

    private boolean isNews(RootAt head) {
        return !pins.equals(Pins.NONE) && head.size() > remembered.size();
    }

    /** What cannot be written is less protection, and no reason to stop what goes well. */
    private void remember(SeenHead seen) {
        try {
            pins.saw(seen);
        } catch (RuntimeException e) {
            LOG.warn("how far chain {} has been seen could not be remembered", seen.chain(), e);
        }
    }
}
