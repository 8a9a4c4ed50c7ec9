package io.ate.internal.compaction;

import io.ate.AteConfig;
import io.ate.CompactionPolicy;
import io.ate.internal.extension.Compactors;
import java.util.concurrent.TimeUnit;

/**
 * When chains are compacted, and what is kept of them that need not be. Immutable.
 *
 * @param compactors keep more than compaction would
 */
public record CompactionRules(CompactionPolicy policy, Compactors compactors) {
    private static final long RECENT = TimeUnit.MINUTES.toMillis(5);

    /** That nothing is removed. */
    public static final CompactionRules NEVER = new CompactionRules(CompactionPolicy.never(), Compactors.NONE);

    /** Values that were stored within so many milliseconds stay, whatever became of them. */
    long recent() {
        return switch (policy) {
            case CompactionPolicy.Auto auto -> TimeUnit.MILLISECONDS.convert(auto.recent());
            case CompactionPolicy.Never() -> RECENT; // somebody may ask for a pass all the same
        };
    }

    /** Those that a program has set. */
    public static CompactionRules of(AteConfig config) {
        return new CompactionRules(config.compaction(), new Compactors(config.compactors()));
    }
}
