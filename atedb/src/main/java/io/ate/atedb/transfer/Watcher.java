package io.ate.atedb.transfer;

import io.ate.Change;
import io.ate.Changes;
import io.ate.atedb.console.Results;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints changes as they come, one a line. Confined to one thread. */
public final class Watcher {
    private final Changes changes;
    private final Results results;
    private long through;
    private long unreadable;
    private long damaged;

    /**
     * Prints what {@code changes} has.
     *
     * @param behind the sequence after which they begin
     */
    public Watcher(Changes changes, long behind, Results results) {
        this.changes = changes;
        this.results = results;
        through = behind;
    }

    /** All changes up to this sequence are printed, or stand before the beginning. */
    public long through() {
        return through;
    }

    /** How many of the changes that were printed lack a value that these keys may not read. */
    public long unreadable() {
        return unreadable;
    }

    /** How many of the changes that were printed lack a value that nobody can read. */
    public long damaged() {
        return damaged;
    }

    /** Prints that many changes; they reach the reader as soon as no further one is waiting. */
    public void print(long count) throws InterruptedException {
        for (long printed = 0; printed < count; printed++) {
            Optional<Change<JsonNode>> waiting = changes.poll(Duration.ZERO);
            if (waiting.isEmpty()) {
                results.flush();
            }
            Change<JsonNode> change = waiting.isPresent() ? waiting.get() : changes.take();
            ObjectNode form = ObjectForm.of(change);
            unreadable += form.has("unreadable") ? 1 : 0;
            damaged += form.has("damaged") ? 1 : 0;
            results.line(Json.line(form));
            through = change.sequence();
        }
        results.flush();
    }
}
