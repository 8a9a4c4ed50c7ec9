package io.ate.internal.dao;

import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** How a type whose values have a text form is written and read inside others. Stateless. */
final class AsText {
    private AsText() {}

    /** @param read throws IllegalArgumentException for what is no such text */
    static <T> void add(SimpleModule module, Class<T> type, Function<? super T, String> write,
            Function<String, T> read) {
        module.addSerializer(type, new Writer<T>(write));
        module.addDeserializer(type, new Reader<>(type, read));
    }

    private static final class Writer<T> extends ValueSerializer<T> {
        private final Function<? super T, String> write;

        Writer(Function<? super T, String> write) {
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
}
