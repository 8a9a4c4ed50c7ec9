package io.ate.atedb.transfer;

import io.ate.AteException;
import io.ate.atedb.json.JsonLines;
import tools.jackson.databind.JsonNode;

/**
 * The field of a value that names its object: text, or a number. Immutable.
 *
 * @param source what the lines come from, for messages
 * @param field its name
 */
public record NameField(String source, String field) {

    String of(JsonLines.Line line) {
        JsonNode name = line.value().path(field);
        if (name.isString() && !name.stringValue().isEmpty()) {
            return name.stringValue();
        }
        if (name.isNumber()) {
            return name.asString();
        }
        throw new AteException(source + ", line " + line.number() + ": the field \"" + field
                + "\", which is to name the object, "
                + (name.isMissingNode() ? "is missing" : "is no text and no number")
                + ". Correct the line, or name another field by --id-field");
    }
}
