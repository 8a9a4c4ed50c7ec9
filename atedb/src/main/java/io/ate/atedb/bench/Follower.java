package io.ate.atedb.bench;

import io.ate.Change;
import io.ate.Changes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One reader that follows the chain until the window is over, and measures how old events are when they reach it. */
final class Follower implements Callable<@Nullable Void> {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Changes changes;
    private final Window window;
    private final Measured arrivals;

    Follower(Changes changes, Window window, Measured arrivals) {
        this.changes = changes;
        this.window = window;
        this.arrivals = arrivals;
    }

    @Override
    public @Nullable Void call() throws InterruptedException {
        while (!window.isOver(System.nanoTime())) {
            Optional<Change<JsonNode>> change = changes.poll(PATIENCE);
            if (change.isPresent() && change.get() instanceof Change.Stored<JsonNode> stored) {
                arrivals.ended(Stamp.read(stored.value().stringValue()));
            }
        }
        return null;
    }
}
