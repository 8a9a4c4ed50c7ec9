package io.ate.atedb.demo;

import io.ate.Change;
import io.ate.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/** Waits for a number of changes and keeps their values, checking that they come in the order of the chain. */
record Watched(Changes changes, int count) implements Callable<List<JsonNode>> {

    @Override
    public List<JsonNode> call() throws InterruptedException {
        List<JsonNode> values = new ArrayList<>(count);
        long last = 0;
        while (values.size() < count) {
            Change<JsonNode> change = changes.take();
            if (change.sequence() <= last) {
                throw new IllegalStateException("sequence " + change.sequence() + " came after " + last);
            }
            last = change.sequence();
            if (change instanceof Change.Stored<JsonNode> stored) {
                values.add(stored.value());
            }
        }
        return values;
    }
}
