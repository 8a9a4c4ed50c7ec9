package io.ate.internal.dao;

import io.ate.Field;
import io.ate.Type;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Place;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the value of a map's entry stands in its payload: an object with the entry's key in the field {@code @key}; a
 * value that is no object itself is its field {@code @value}. Classes see neither field, trees show both; whoever
 * changes the value, by whatever handle, leaves the key as it is. Thread-safe.
 */
final class KeyedValues {
    private static final String KEY = "@key";
    private static final String VALUE = "@value";

    private final Values values;
    private final KeyClasses keyClasses;

    KeyedValues(Values values) {
        this.values = values;
        this.keyClasses = new KeyClasses(values.keyWriter());
    }

    /**
     * How the keys of {@code map} are written.
     *
     * @throws IllegalArgumentException if they cannot be, as far as their class says that
     */
    <K> MapKeys<K> keysOf(Field.Map<K, ?> map) {
        keyClasses.demand(map);
        return MapKeys.of(map, values.keyWriter());
    }

    /** Tells whether what stands in the payloads of that object may be the entry of a map. */
    static boolean mayBe(ObjectEntry entry) {
        return entry.key().isDerived() && !entry.parent().isZero();
    }

    /** Tells whether what stands in the payload of that event may be the entry of a map. */
    static boolean mayBe(Facts facts) {
        return facts.tag() != null && facts.place() instanceof Place.Under;
    }

    /**
     * The bytes of a value that goes by {@code key}.
     *
     * @throws IllegalArgumentException as {@link Values#encode}, and if the value has a field of its own that the
     * library uses for the key
     */
    <T> Plaintext encode(Type<T> type, JsonNode key, T value) {
        return keyed(type, key, values.encode(type, value));
    }

    /** The bytes of a value that takes the place of {@code before}, under the same key if that has one. */
    <T> Plaintext encodeInstead(Type<T> type, Plaintext before, T value) {
        JsonNode key = key(before);
        return key == null ? values.encode(type, value) : encode(type, key, value);
    }

    /** As {@link #encodeInstead}, with the fields of {@code before} that the class does not know. */
    <T> Plaintext encodeOver(Type<T> type, Plaintext before, T value) {
        JsonNode key = key(before);
        return key == null ? values.encodeOver(type, before, value)
                : keyed(type, key, values.encodeOver(type, bare(before), value));
    }

    /** The value in these bytes, as {@link Values#decode} reads it; without its key, unless it is read as a tree. */
    <T> T decode(Type<T> type, Plaintext from) {
        return values.decode(type, type.isTree() ? from : bare(from));
    }

    /** The key that a value says that it goes by, or null if it says none. */
    @Nullable
    JsonNode key(Plaintext from) {
        return tree(from).get(KEY);
    }

    private Plaintext keyed(Type<?> type, JsonNode key, Plaintext bare) {
        JsonNode value = tree(bare);
        ObjectNode keyed = JsonNodeFactory.instance.objectNode();
        keyed.set(KEY, key);
        if (!(value instanceof ObjectNode)) {
            keyed.set(VALUE, value);
            return encoded(keyed);
        }
        // A tree is written as trees show what was written before: with a key, which is not the user's to change.
        if (!type.isTree() && (value.has(KEY) || value.has(VALUE))) {
            throw new IllegalArgumentException("a value of " + type + " in a map has no field \"" + KEY + "\" or \""
                    + VALUE + "\" of its own: these are the library's");
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            keyed.putIfAbsent(field.getKey(), field.getValue());
        }
        return encoded(keyed);
    }

    /** The bytes of a value without a key, under the key that {@code other} says that it goes by, if it says one. */
    Plaintext withKeyOf(Type<?> type, Plaintext other, Plaintext bare) {
        JsonNode key = key(other);
        return key == null ? bare : keyed(type, key, bare);
    }

    /** The bytes of the value alone. */
    Plaintext bare(Plaintext from) {
        if (!(tree(from) instanceof ObjectNode keyed) || !keyed.has(KEY)) {
            return from;
        }
        JsonNode value = keyed.get(VALUE);
        if (value != null) {
            return encoded(value);
        }
        return encoded(keyed.deepCopy().remove(List.of(KEY)));
    }

    private JsonNode tree(Plaintext from) {
        return values.decode(Type.tree(), from);
    }

    private Plaintext encoded(JsonNode tree) {
        return values.encode(Type.tree(), tree);
    }
}
