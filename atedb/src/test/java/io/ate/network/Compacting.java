package io.ate.network;

import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CompactionPolicy;
import io.ate.Position;
import io.ate.server.ServerConfig;
import io.ate.server.ServerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server that compacts whatever has grown, and what is told of its chains. */
final class Compacting {
    static final CompactionPolicy AT_ONCE = new CompactionPolicy.Auto(1, 1, Duration.ofHours(1));
    /** What is in its log is read from there. */
    static final ServerConfig SERVER = ServerConfig.defaults()
            .port(0)
            .compaction(AT_ONCE)
            .limits(ServerLimits.defaults().tailBytes(1));

    private Compacting() {}

    /** What is told from the beginning. */
    static List<Change<?>> told(Chain chain) throws InterruptedException {
        try (Changes changes = chain.changes(Position.START)) {
            return next(changes);
        }
    }

    /** What there is to tell now. */
    static List<Change<?>> next(Changes changes) throws InterruptedException {
        List<Change<?>> told = new ArrayList<>();
        for (var next = changes.poll(Duration.ZERO); next.isPresent(); next = changes.poll(Duration.ZERO)) {
            told.add(next.get());
        }
        return told;
    }
}
