package io.ate.internal.host;

import io.ate.Reason;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Event;
import io.ate.internal.trust.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far ahead of the server's clock a writer's may be. Times are for people: they decide nothing, and one of the past
 * may be the truth, as of who was off line for a year. One of the future never is, and would stand on top of whatever
 * people sort by time until that comes. Stateless.
 */
final class ClockBound {
    static final Duration AHEAD = Duration.ofMinutes(5);

    private ClockBound() {}

    /**
     * Why the commit is not admitted, or null if its times are not ahead.
     *
     * @param now the server's clock, in milliseconds since 1970
     */
    static Verdict.@Nullable Refused objection(Commit commit, long now) {
        for (Event event : commit.events()) {
            long time = event.facts().time();
            if (time - now > AHEAD.toMillis()) {
                return new Verdict.Refused(Reason.TIME_AHEAD, "the commit says that it was written at "
                        + Instant.ofEpochMilli(time) + ", by the clock of who wrote it, where the server's clock says "
                        + Instant.ofEpochMilli(now) + ", and more than " + AHEAD.toMinutes() + " minutes ahead is "
                        + "refused: set the clock right that is wrong", event.facts().key());
            }
        }
        return null;
    }
}
