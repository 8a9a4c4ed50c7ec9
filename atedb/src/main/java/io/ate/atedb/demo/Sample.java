package io.ate.atedb.demo;

import io.ate.atedb.json.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The first 2,000 packages of Debian 12, which travel inside the program. */
final class Sample {
    /** What its lines are called in messages. */
    static final String NAME = "packages.jsonl.gz";
    /** The field that names a package. */
    static final String ID = "package";

    private Sample() {}

    /** The lines, to be imported. The caller closes them. */
    static JsonLines lines() throws IOException {
        InputStream resource = Objects.requireNonNull(Sample.class.getResourceAsStream(NAME),
                "the program was packaged without " + NAME);
        return new JsonLines(NAME, resource);
    }

    /** The values. */
    static List<JsonNode> values() throws IOException {
        List<JsonNode> values = new ArrayList<>();
        try (JsonLines lines = lines()) {
            for (Optional<JsonLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                values.add(line.get().value());
            }
        }
        return List.copyOf(values);
    }
}
