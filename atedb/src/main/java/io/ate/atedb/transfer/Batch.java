package io.ate.atedb.transfer;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Type;
import io.ate.atedb.json.JsonLines;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Lines that go into the chain as one commit. Applied twice it does no harm where lines have names: what is there
 * already is left alone. Immutable.
 */
record Batch(Type<JsonNode> type, Optional<LineNames> names, List<JsonLines.Line> lines)
        implements Chain.Body<Counts, RuntimeException> {
    Batch {
        lines = List.copyOf(lines);
    }

    @Override
    public Counts run(Dio dio) {
        Counts counts = Counts.NONE;
        for (JsonLines.Line line : lines) {
            counts = counts.plus(store(dio, line));
        }
        return counts;
    }

    private Counts store(Dio dio, JsonLines.Line line) {
        if (names.isEmpty()) {
            var _ = dio.store(type, line.value());
            return Counts.STORED;
        }
        DaoRef<JsonNode> ref = dio.ref(type, names.get().of(line));
        Optional<Dao<JsonNode>> existing = dio.find(ref);
        if (existing.isEmpty()) {
            var _ = dio.store(ref, line.value());
            return Counts.STORED;
        }
        if (existing.get().value().equals(line.value())) {
            return Counts.SKIPPED;
        }
        if (names.get().isFollowed(line)) {
            return Counts.SKIPPED;
        }
        existing.get().overwrite(line.value());
        return Counts.REPLACED;
    }

    /** The number of its last line. */
    long last() {
        return lines.getLast().number();
    }

    /** Where its lines stand in the source, for messages. */
    @Override
    public String toString() {
        long first = lines.getFirst().number();
        return first == last() ? "line " + first : "lines " + first + " to " + last();
    }
}
