package io.ate.atedb;

import java.util.List;

/** How a server is doing, as {@code status --json} prints it. Immutable. */
record Condition(String version, long uptimeSeconds, List<ChainCondition> chains) {

    /** How one of its chains is doing. */
    record ChainCondition(String name, String id, long bytes, long sequence, int subscribers, long commitsPerSecond,
            long bytesPerSecond) {}
}
