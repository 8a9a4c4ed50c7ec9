package io.ate.internal.compaction;

import io.ate.AteConfig;
import io.ate.CompactionPolicy;
import io.ate.internal.extension.Compactors;
import java.time.Duration;

/**
 * When chains are compacted, and what is kept of them that need not be. Immutable.
 *
 * @param compactors keep more than compaction would
 */
public record CompactionRules(CompactionPolicy policy, Compactors compactors) {
    /** That nothing is removed. */
    public static final CompactionRules NEVER = new CompactionRules(CompactionPolicy.never(), Compactors.NONE);

    /** Values that were stored within that time stay, whatever became of them. */
    Duration recent() {
        return switch (policy) {
            case CompactionPolicy.Auto auto -> auto.recent();
            case CompactionPolicy.Never() -> Duration.ZERO;
        };
    }

    /** Those that a program has set. */
    public static CompactionRules of(AteConfig config) {
        return new CompactionRules(config.compaction(), new Compactors(config.compactors()));
    }
}
