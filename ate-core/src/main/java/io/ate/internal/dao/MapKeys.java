package io.ate.internal.dao;

import io.ate.Field;
import io.ate.IncompatibleValueException;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * How the keys of one map are written: as text, number or boolean, the same in every format that values have.
 * Immutable and thread-safe.
 */
record MapKeys<K>(Class<K> keyClass, String map, ObjectMapper json) {
    static <K> MapKeys<K> of(Field.Map<K, ?> field, ObjectMapper json) {
        return new MapKeys<>(field.keyClass(), field.name(), json);
    }

    /**
     * The name that a key gives to its entry.
     *
     * @throws IllegalArgumentException if the key is not written as text, number or boolean
     */
    String name(K key) {
        return name(node(key));
    }

    /**
     * The key as it stands in the payload of its entry.
     *
     * @throws IllegalArgumentException as {@link #name}, and if it would not be read again as it is
     */
    JsonNode write(K key) {
        JsonNode node = node(key);
        if (!isReadAgain(node)) {
            throw new IllegalArgumentException("a key of the map \"" + map + "\" is not read again as it is written: "
                    + key.getClass().getName());
        }
        return node;
    }

    /** @throws IncompatibleValueException if the class of the keys cannot take it */
    K read(JsonNode node) {
        try {
            K key = json.treeToValue(node, keyClass);
            if (key != null) {
                return key;
            }
        } catch (JacksonException e) {
            throw new IncompatibleValueException("a key of the map \"" + map + "\" cannot be read as "
                    + keyClass.getName() + ": what stands there is no such key");
        }
        throw new IncompatibleValueException("a key of the map \"" + map + "\" is null");
    }

    private boolean isReadAgain(JsonNode node) {
        try {
            return name(read(node)).equals(name(node));
        } catch (IncompatibleValueException _) {
            return false;
        }
    }

    /** What it is in JSON, where a number is nothing but its digits. */
    private JsonNode node(K key) {
        Objects.requireNonNull(key, "a map has no key null");
        try {
            JsonNode node = json.readTree(json.writeValueAsString(key));
            if (node.isString() || node.isNumber() || node.isBoolean()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a key of the map \"" + map + "\" cannot be written: "
                    + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("keys are text, numbers or booleans, and " + key.getClass().getName()
                + " in the map \"" + map + "\" is written as none of them");
    }

    private String name(JsonNode node) {
        return node.isString() ? node.stringValue() : json.writeValueAsString(node);
    }
}
