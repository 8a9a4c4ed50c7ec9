package io.ate.internal.json;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How Jackson is set up so that what was written can be read, and trees keep what numbers say. Stateless. */
public final class ExactJson {
    /** What is said of a number whose exponent is beyond a thousand million. */
    public static final String OUT_OF_RANGE = "the exponent of a number is out of range";

    /** {@code BigDecimal} goes to twice that, but Smile loses a bit of scales from 2^30 on. */
    static final long LARGEST_SCALE = 1_000_000_000;

    /** As deep as Jackson reads by default. */
    private static final int DEPTH = 500;
    /** Whoever shows a value may put it into one of his own. */
    private static final int SHOWN_DEPTH = DEPTH + 12;
    private static final int LONGEST_NAME = 16 << 20;

    private ExactJson() {}

    /**
     * Mappers for JSON whose trees are {@link ExactTree}s.
     *
     * @param longestNumber in characters; the time to read a number grows with the square of that
     */
    public static JsonMapper.Builder builder(int longestNumber) {
        SimpleModule trees = new SimpleModule("exact trees").addDeserializer(JsonNode.class, new ExactTree());
        return JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(readable(longestNumber))
                .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(SHOWN_DEPTH).build())
                .addDecorator((_, writer) -> new ReadableNumbers(writer, longestNumber))
                .build()).addModule(trees);
    }

    /** Bounds within which everything can be read that fits into an object, but for numbers longer than that. */
    public static StreamReadConstraints readable(int longestNumber) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxNumberLength(longestNumber)
                .maxNameLength(LONGEST_NAME)
                .build();
    }
}
