package io.ate.internal.dao;

import io.ate.DaoForeign;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Type;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** How references to objects of other chains stand inside values: the chain's link and the object's id. Stateless. */
final class ForeignAsObject {
    private static final String CHAIN = "chain";
    private static final String OBJECT = "object";

    private ForeignAsObject() {}

    static JacksonModule module() {
        SimpleModule module = new SimpleModule("ate-foreign");
        module.addSerializer(new Writer());
        module.addDeserializer(DaoForeign.class, new Reader(Type.tree()));
        return module;
    }

    private static final class Writer extends ValueSerializer<DaoForeign<?>> {
        @Override
        public Class<?> handledType() {
            return DaoForeign.class;
        }

        @Override
        public void serialize(DaoForeign<?> value, JsonGenerator out, SerializationContext context) {
            out.writeStartObject();
            out.writeStringProperty(CHAIN, value.chain());
            out.writeStringProperty(OBJECT, value.object().key().toString());
            out.writeEndObject();
        }
    }

    /** Reads them as pointing to what the type argument at hand says, or to a tree where it says nothing. */
    private static final class Reader extends ValueDeserializer<DaoForeign<?>> {
        private final Type<?> target;

        Reader(Type<?> target) {
            this.target = target;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            JavaType argument = context.getContextualType() == null ? null
                    : context.getContextualType().containedType(0);
            return argument == null || argument.isJavaLangObject() || argument.isTypeOrSubTypeOf(JsonNode.class) ? this
                    : new Reader(Type.of(argument.getRawClass()));
        }

        @Override
        public DaoForeign<?> deserialize(JsonParser in, DeserializationContext context) {
            JsonNode read = context.readTree(in);
            String chain = read.path(CHAIN).asString("");
            String object = read.path(OBJECT).asString("");
            try {
                return new DaoForeign<>(chain, DaoRef.of(target, PrimaryKey.parse(object)));
            } catch (IllegalArgumentException e) {
                return (DaoForeign<?>) context.handleWeirdStringValue(DaoForeign.class, object, "%s", e.getMessage());
            }
        }
    }
}
