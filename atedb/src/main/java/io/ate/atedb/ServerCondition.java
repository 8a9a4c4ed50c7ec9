package io.ate.atedb;

import io.ate.client.ChainStatus;
import io.ate.client.ServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is doing, as {@code status --json} prints it; {@code lastBackup} is empty if there is none. Immutable.
 */
record ServerCondition(String version, long uptimeSeconds, String lastBackup, @Nullable Long clockSkewMillis,
        List<ChainCondition> chains, boolean more) {

    /** How one of its chains is doing; {@code lastCompacted} is empty if it never was. */
    record ChainCondition(String name, String id, long bytes, long sequence, int subscribers, long commitsPerSecond,
            long bytesPerSecond, String lastCompacted, long bytesBefore, long bytesAfter) {

        static ChainCondition of(ChainStatus status) {
            return new ChainCondition(status.name().text(), status.id().toString(), status.bytes(), status.sequence(),
                    status.subscribers(), status.commitsPerSecond(), status.bytesPerSecond(),
                    status.compacted().map(each -> each.time().toString()).orElse(""),
                    status.compacted().map(ChainStatus.Compacted::before).orElse(0L),
                    status.compacted().map(ChainStatus.Compacted::after).orElse(0L));
        }
    }

    static ServerCondition of(ServerStatus status) {
        return new ServerCondition(status.version(), status.uptime().toSeconds(),
                status.lastBackup().map(Instant::toString).orElse(""),
                status.clockSkew().map(Duration::toMillis).orElse(null),
                status.chains()
                        .stream()
                        .map(ChainCondition::of)
                        .sorted(Comparator.comparing(ChainCondition::name))
                        .toList(),
                status.more());
    }
}
