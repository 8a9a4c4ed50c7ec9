package io.ate.atedb.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes JSON so that what went in comes out: every digit of every number, every field in its order. A field
 * that occurs twice is an error. Thread-safe.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * The value that the bytes are, in UTF-8.
     *
     * @throws IllegalArgumentException if they are not exactly one value; the message says what is wrong and where
     */
    public static JsonNode parse(byte[] bytes) {
        JsonNode value;
        try {
            value = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
            throw new IllegalArgumentException("not JSON" + where + ": " + e.getOriginalMessage(), e);
        }
        if (value == null || value.isMissingNode()) {
            throw new IllegalArgumentException("not JSON: there is nothing");
        }
        return value;
    }

    /** The value as one line of text. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
