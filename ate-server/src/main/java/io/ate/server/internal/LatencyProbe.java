package io.ate.server.internal;

import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import java.util.function.LongSupplier;

/**
 * Measures how long commits of one connection take, one at a time: so it costs next to nothing, and says as much as
 * measuring all. Confined to the connection.
 */
final class LatencyProbe {
    private static final int NONE = 0;

    private final ServerMetrics metrics;
    private final LongSupplier nanoTime;
    private int request = NONE;
    private long since;

    LatencyProbe(ServerMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    void came(int commit) {
        if (request == NONE) {
            request = commit;
            since = nanoTime.getAsLong();
        }
    }

    void answered(ToClient answer) {
        switch (answer) {
            case Committed committed when committed.request() == request -> {
                metrics.commitTook(nanoTime.getAsLong() - since);
                request = NONE;
            }
            case Rejected rejected when rejected.request() == request -> request = NONE;
            default -> {
                // Another one's answer.
            }
        }
    }
}
