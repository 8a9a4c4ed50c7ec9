package io.ate.atedb.json;

import io.ate.internal.json.ExactJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes JSON so that what went in comes out: every digit of every number (1e3 as 1E+3, -0 as -0.0), every
 * field in its order. A field that occurs twice is an error. Thread-safe.
 */
public final class Json {
    /** In characters. */
    static final int LONGEST_NUMBER = 1000;
    private static final JsonMapper MAPPER = ExactJson.builder(LONGEST_NUMBER)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * The value that the bytes are, in UTF-8.
     *
     * @throws NotJsonException if they are not exactly one value
     */
    public static JsonNode parse(byte[] bytes) {
        JsonFault fault = new JsonFault(bytes);
        fault.demandCharacters();
        JsonNode value;
        try {
            value = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw fault.of(e);
        }
        if (value == null || value.isMissingNode()) {
            throw new NotJsonException(1, 0, "not JSON: there is nothing");
        }
        return value;
    }

    /** The value as one line of text. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
