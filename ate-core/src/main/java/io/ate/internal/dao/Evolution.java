package io.ate.internal.dao;

import io.ate.IncompatibleValueException;
import io.ate.Type;
import io.ate.TypeVersion;
import io.ate.Upcaster;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * In which version of their type a class has its values, and how those of earlier ones are brought to it. Immutable.
 *
 * @param version of the class; 1 where it says none, or where there is no class
 * @param upcaster null where there is none
 */
record Evolution(int version, @Nullable Upcaster upcaster) {
    /** The field in which values say their version, if that is not 1. */
    static final String FIELD = "@version";

    private static final Evolution NONE = new Evolution(1, null);
    private static final ClassValue<Evolution> BY_CLASS = new ClassValue<>() {
        @Override
        protected Evolution computeValue(Class<?> family) {
            return declared(family);
        }
    };

    /**
     * As the class of that type, or its family, declares it.
     *
     * @throws IllegalArgumentException if what it declares makes no sense
     */
    static Evolution of(Type<?> type) {
        return type.isTree() ? NONE : BY_CLASS.get(type.family());
    }

    private static Evolution declared(Class<?> family) {
        TypeVersion declared = family.getAnnotation(TypeVersion.class);
        if (declared == null) {
            return NONE;
        }
        if (declared.value() < 1) {
            throw new IllegalArgumentException(family.getName() + " has version " + declared.value()
                    + ": versions begin at 1");
        }
        Class<? extends Upcaster> upcaster = declared.upcaster();
        return new Evolution(declared.value(),
                upcaster == Upcaster.class ? null : Companion.<Upcaster>of(family, upcaster));
    }

    /** Tells whether values carry their version. */
    boolean isVersioned() {
        return version > 1;
    }

    /** A value of this version with its version in it. */
    ObjectNode stamped(Type<?> type, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object.put(FIELD, version);
        }
        throw new IllegalArgumentException("values of " + type
                + " are not written as objects of JSON, and have no place for their version: wrap them in a record");
    }

    /**
     * A stored value as this version has it, with its version in it; one of a later version is left as it is.
     *
     * @param stored belongs to this call, and may be changed by it
     * @throws IncompatibleValueException if it is of an earlier version and nothing leads from there to here
     */
    JsonNode current(Type<?> type, JsonNode stored) {
        int from = versionOf(type, stored);
        if (from >= version) {
            return stored;
        }
        if (upcaster == null || !(stored instanceof ObjectNode object)) {
            throw new IncompatibleValueException("a stored value of " + type + " has version " + from + ", and "
                    + type.family().getName() + " has version " + version + " without an upcaster for "
                    + (upcaster == null ? "earlier ones: name one in @TypeVersion"
                            : "values that are no objects of JSON"));
        }
        ObjectNode value = object;
        value.remove(FIELD);
        for (int step = from; step < version; step++) {
            value = upcast(type, step, value);
        }
        return value.put(FIELD, version);
    }

    private ObjectNode upcast(Type<?> type, int from, ObjectNode value) {
        Upcaster steps = upcaster;
        ObjectNode next;
        try {
            next = steps == null ? null : steps.upcast(from, value);
        } catch (RuntimeException e) {
            throw new IncompatibleValueException("a stored value of " + type + " cannot be brought from version " + from
                    + " to " + (from + 1) + ": its upcaster failed", e);
        }
        if (next == null) {
            throw new IncompatibleValueException("the upcaster of " + type + " makes nothing of a value of version "
                    + from);
        }
        return next;
    }

    private static int versionOf(Type<?> type, JsonNode stored) {
        JsonNode version = stored.path(FIELD);
        if (version.isMissingNode()) {
            return 1;
        }
        if (!version.isInt() || version.intValue() < 1) {
            throw new IncompatibleValueException("a stored value of " + type + " has a " + FIELD + " that is none");
        }
        return version.intValue();
    }
}
