package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.DaoRef;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Type;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** How identities and references stand inside values: as the text that people know them by. Stateless. */
final class IdsAsText {
    private IdsAsText() {}

    static JacksonModule module() {
        SimpleModule module = new SimpleModule("ate");
        AsText.add(module, PrimaryKey.class, PrimaryKey::toString, PrimaryKey::parse);
        AsText.add(module, KeyId.class, KeyId::toString, KeyId::parse);
        AsText.add(module, ChainId.class, ChainId::toString, ChainId::parse);
        AsText.add(module, PublicKeys.class, PublicKeys::toLine, PublicKeys::parse);
        module.addSerializer(UUID.class, ToStringSerializer.instance); // not as bytes, which trees show in base 64
        module.addSerializer(new RefWriter());
        module.addDeserializer(DaoRef.class, new RefReader(Type.tree()));
        return module;
    }

    private static final class RefWriter extends ValueSerializer<DaoRef<?>> {
        @Override
        public Class<?> handledType() {
            return DaoRef.class;
        }

        @Override
        public void serialize(DaoRef<?> value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.key().toString());
        }
    }

    private static final class RefReader extends ReferenceReader<DaoRef<?>> {
        RefReader(Type<?> target) {
            super(target);
        }

        @Override
        ReferenceReader<DaoRef<?>> to(Type<?> other) {
            return new RefReader(other);
        }

        @Override
        public DaoRef<?> deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getString();
            try {
                return DaoRef.of(target(), PrimaryKey.parse(text));
            } catch (IllegalArgumentException e) {
                return (DaoRef<?>) context.handleWeirdStringValue(DaoRef.class, text, "%s", e.getMessage());
            }
        }
    }
}
