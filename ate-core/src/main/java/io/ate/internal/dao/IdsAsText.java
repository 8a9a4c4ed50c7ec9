package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.DaoRef;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Type;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** How identities and references stand inside values: as the text that people know them by. Stateless. */
final class IdsAsText {
    private IdsAsText() {}

    static JacksonModule module() {
        SimpleModule module = new SimpleModule("ate");
        add(module, PrimaryKey.class, PrimaryKey::toString, PrimaryKey::parse);
        add(module, KeyId.class, KeyId::toString, KeyId::parse);
        add(module, ChainId.class, ChainId::toString, ChainId::parse);
        add(module, PublicKeys.class, PublicKeys::toLine, PublicKeys::parse);
        module.addSerializer(new RefWriter());
        module.addDeserializer(DaoRef.class, new RefReader(Type.tree()));
        return module;
    }

    private static <T> void add(SimpleModule module, Class<T> type, Function<T, String> write,
            Function<String, T> read) {
        module.addSerializer(type, new Writer<>(write));
        module.addDeserializer(type, new Reader<>(type, read));
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

    private static final class Writer<T> extends ValueSerializer<T> {
        private final Function<T, String> write;

        Writer(Function<T, String> write) {
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(write.apply(value));
        }
    }

    private static final class Reader<T> extends ValueDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> read;

        Reader(Class<T> type, Function<String, T> read) {
            this.type = type;
            this.read = read;
        }

        @Override
        @SuppressWarnings("unchecked") // what the context makes of a wrong text, if anything, is of the type that it is told
        public T deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getString();
            try {
                return read.apply(text);
            } catch (IllegalArgumentException e) {
                return (T) context.handleWeirdStringValue(type, text, "%s", e.getMessage());
            }
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
