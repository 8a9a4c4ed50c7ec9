package io.ate.internal.compaction;

import io.ate.AteConfig;
import io.ate.CompactionPolicy;
import io.ate.internal.extension.Compactors;

/**
 * When chains are compacted, and what is kept of them that need not be. Immutable.
 *
 * @param compactors keep more than compaction would
 */
public record CompactionRules(CompactionPolicy policy, Compactors compactors) {
    /** That nothing is removed. */
    public static final CompactionRules NEVER = new CompactionRules(CompactionPolicy.never(), Compactors.NONE);

    /** Those that a program has set. */
    public static CompactionRules of(AteConfig config) {
        return new CompactionRules(config.compaction(), new Compactors(config.compactors()));
    }
}
