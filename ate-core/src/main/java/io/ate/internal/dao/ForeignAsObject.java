package io.ate.internal.dao;

import io.ate.DaoForeign;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Type;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
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

    private static final class Reader extends ReferenceReader<DaoForeign<?>> {
        Reader(Type<?> target) {
            super(target);
        }

        @Override
        ReferenceReader<DaoForeign<?>> to(Type<?> other) {
            return new Reader(other);
        }

        @Override
        public DaoForeign<?> deserialize(JsonParser in, DeserializationContext context) {
            JsonNode read = context.readTree(in);
            String chain = read.path(CHAIN).asString("");
            String object = read.path(OBJECT).asString("");
            try {
                return new DaoForeign<>(chain, DaoRef.of(target(), PrimaryKey.parse(object)));
            } catch (IllegalArgumentException e) {
                return (DaoForeign<?>) context.handleWeirdStringValue(DaoForeign.class, object, "%s", e.getMessage());
            }
        }
    }
}
