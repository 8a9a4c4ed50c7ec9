package io.ate.internal.dao;

import io.ate.Type;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads references inside values as pointing to what the type argument at hand says, or to a tree where it says
 * nothing. Immutable.
 */
abstract class ReferenceReader<R> extends ValueDeserializer<R> {
    private final Type<?> target;

    ReferenceReader(Type<?> target) {
        this.target = target;
    }

    final Type<?> target() {
        return target;
    }

    /** One for references to what is of that type. */
    abstract ReferenceReader<R> to(Type<?> other);

    @Override
    public final ValueDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
        JavaType argument = context.getContextualType() == null ? null : context.getContextualType().containedType(0);
        return argument == null || argument.isJavaLangObject() || argument.isTypeOrSubTypeOf(JsonNode.class) ? this
                : to(Type.of(argument.getRawClass()));
    }
}
