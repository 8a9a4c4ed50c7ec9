package io.ate.internal.dao;

import io.ate.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;

/**
 * Tells of the class of a map's keys whether it can be one, before there is a key: what is taken apart to be written is
 * none. Where the class alone does not say how its values are written, each key is looked at when it is used.
 * Thread-safe.
 */
final class KeyClasses {
    private final ObjectMapper json;
    private final ConcurrentHashMap<Class<?>, Boolean> takenApart = new ConcurrentHashMap<>();

    /** @param json writes the keys */
    KeyClasses(ObjectMapper json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException if no value of the class of the map's keys is one */
    void demand(Field.Map<?, ?> map) {
        if (takenApart.computeIfAbsent(map.keyClass(), this::isTakenApart)) {
            throw new IllegalArgumentException("keys are text, numbers or booleans, and " + map.keyClass().getName()
                    + " in the map \"" + map.name() + "\" is written as none of them: give it one component that is, "
                    + "annotated with @JsonValue, or make a text of it");
        }
    }

    private boolean isTakenApart(Class<?> keyClass) {
        boolean isOpen = !keyClass.isArray() && Modifier.isAbstract(keyClass.getModifiers());
        if (isOpen || keyClass == byte[].class || keyClass == char[].class) {
            return false; // its values are of a class that says more; and these are written as text
        }
        Shape shape = new Shape();
        try {
            json.acceptJsonFormatVisitor(keyClass, shape);
        } catch (JacksonException _) { // which is told, with the reason, when there is a key
            return false;
        }
        return shape.takenApart;
    }

    /** What Jackson says of how values of a class are written, if it does. */
    private static final class Shape extends JsonFormatVisitorWrapper.Base {
        private boolean takenApart;

        @Override
        public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
            takenApart = true;
            return null;
        }

        @Override
        public @Nullable JsonMapFormatVisitor expectMapFormat(JavaType type) {
            takenApart = true;
            return null;
        }

        @Override
        public @Nullable JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
            takenApart = true;
            return null;
        }
    }
}
