package io.ate.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.jackson.JsonNodeDeserializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON into trees that keep of each number what it says: whole numbers of any size, fractions with all their
 * digits, trailing zeros among them, and the sign of a zero. Stateless.
 *
 * <p>
 * Jackson's own reader gives fractions as doubles, which round, or as {@code BigDecimal}s, which know no negative zero.
 */
final class ExactTree extends JsonNodeDeserializer {
    @Override
    public JsonNode deserialize(JsonParser in, DeserializationContext context) {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in, context);
            case START_ARRAY -> array(in, context);
            case VALUE_NUMBER_FLOAT -> isNegativeZero(in) ? negativeZero(context)
                    : number(context.getNodeFactory(), fraction(in));
            case VALUE_NUMBER_INT -> isNegativeZero(in) ? negativeZero(context) : super.deserialize(in, context);
            case null, default -> super.deserialize(in, context);
        };
    }

    private ObjectNode object(JsonParser in, DeserializationContext context) {
        ObjectNode object = context.getNodeFactory().objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            object.set(name, deserialize(in, context));
        }
        return object;
    }

    private ArrayNode array(JsonParser in, DeserializationContext context) {
        ArrayNode array = context.getNodeFactory().arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(deserialize(in, context));
        }
        return array;
    }

    private static BigDecimal fraction(JsonParser in) {
        try {
            BigDecimal fraction = in.getDecimalValue();
            if (Math.abs((long) fraction.scale()) <= ExactJson.LARGEST_SCALE) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            throw new StreamReadException(in, ExactJson.OUT_OF_RANGE, e);
        }
        throw new StreamReadException(in, ExactJson.OUT_OF_RANGE);
    }

    /** What is written without point and exponent (2e0 is) has to be what it is read as again: a whole number. */
    private static JsonNode number(JsonNodeFactory make, BigDecimal value) {
        if (value.scale() != 0) {
            return make.numberNode(value);
        }
        BigInteger whole = value.unscaledValue();
        if (whole.bitLength() < Integer.SIZE) {
            return make.numberNode(whole.intValue());
        }
        return whole.bitLength() < Long.SIZE ? make.numberNode(whole.longValue()) : make.numberNode(whole);
    }

    private static JsonNode negativeZero(DeserializationContext context) {
        return context.getNodeFactory().numberNode(-0.0);
    }

    private static boolean isNegativeZero(JsonParser in) {
        String text = in.getString();
        if (text.charAt(0) != '-') {
            return false;
        }
        for (int i = 1; i < text.length() && "eE".indexOf(text.charAt(i)) < 0; i++) {
            if (text.charAt(i) != '0' && text.charAt(i) != '.') {
                return false;
            }
        }
        return true;
    }
}
