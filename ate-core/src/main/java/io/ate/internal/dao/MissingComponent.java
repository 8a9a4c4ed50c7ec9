package io.ate.internal.dao;

import java.lang.reflect.RecordComponent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Stands where a record's component would be written as null although its type does not allow that. Immutable. */
final class MissingComponent extends ValueSerializer<Object> {
    private final String missing;

    MissingComponent(RecordComponent component) {
        missing = "component \"" + component.getName() + "\" of "
                + component.getDeclaringRecord().getSimpleName()
                + " is null, and could not be read again: give it a value, or make it Optional or @Nullable";
    }

    @Override
    public void serialize(Object nothing, JsonGenerator out, SerializationContext context) {
        context.reportMappingProblem("%s", missing);
    }
}
