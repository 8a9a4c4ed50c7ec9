package io.ate.atedb.transfer;

import io.ate.atedb.json.JsonLines;
import io.ate.atedb.json.UnreadableLineException;
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
        throw new UnreadableLineException(source, line.number(), "the field \"" + field
                + "\", which is to name the object, " + fault(name));
    }

    private static String fault(JsonNode name) {
        if (name.isMissingNode()) {
            return "is missing";
        }
        return name.isString() ? "is empty" : "is neither text nor a number";
    }
}
