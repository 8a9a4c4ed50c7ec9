package io.ate.internal.dao;

import io.ate.IncompatibleValueException;
import io.ate.Type;
import io.ate.extension.Transformer;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.json.ExactJson;
import io.ate.internal.json.ReadableNumbers;
import io.ate.internal.transform.Transformers;
import io.ate.internal.transform.Transformers.Transformed;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;
import tools.jackson.dataformat.smile.SmileWriteFeature;

/**
 * Turns users' values into bytes and back, by Jackson: Smile, or JSON where people are to read it. Thread-safe.
 *
 * <p>
 * One class goes by one type name in each chain, so that no two classes read each other's values by accident.
 */
final class Values {
    private static final String UNKNOWN_FIELDS = "unknown fields";
    private static final int LONGEST_NUMBER = 100_000;
    private static final List<CoercionInputShape> NO_TEXT = List.of(CoercionInputShape.Integer,
            CoercionInputShape.Float, CoercionInputShape.Boolean);
    private static final ObjectMapper SMILE = configured(SmileMapper
            .builder(SmileFactory.builder()
                    .streamReadConstraints(ExactJson.readable(LONGEST_NUMBER))
                    .addDecorator((_, writer) -> new ReadableNumbers(writer, LONGEST_NUMBER))
                    .build())
            .disable(SmileWriteFeature.ENCODE_BINARY_AS_7BIT));
    /** JSON says no more of a number than its digits: a tree keeps them all. */
    private static final ObjectMapper JSON = configured(ExactJson.builder(LONGEST_NUMBER));

    /** The most bytes of a value, transformed or not. */
    private static final int MOST_BYTES = Bounds.PAYLOAD - Payloads.OVERHEAD;

    private final PayloadForm.Format format;
    private final Transformers transformers;
    private final ConcurrentHashMap<String, Class<?>> classes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, ObjectReader> smileReaders = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, ObjectReader> jsonReaders = new ConcurrentHashMap<>();

    /** @param readable whether values are written as JSON */
    Values(boolean readable, Transformers transformers) {
        this.transformers = transformers;
        format = readable ? PayloadForm.Format.JSON : PayloadForm.Format.SMILE;
    }

    /**
     * The bytes of a new value.
     *
     * @throws IllegalArgumentException if Jackson cannot write it, it is too long, or holds a number that could not be
     * read again
     */
    <T> Plaintext encode(Type<T> type, T value) {
        // Jackson would write it, and it could never be read.
        Objects.requireNonNull(value, () -> "the value of " + type + " is null: an object has a value, or is deleted");
        demandOneClass(type);
        Evolution evolution = Evolution.of(type);
        ObjectMapper mapper = mapper(format);
        return written(type, () -> evolution.isVersioned()
                ? mapper.writeValueAsBytes(evolution.stamped(type, mapper.valueToTree(value)))
                : writer(type).writeValueAsBytes(value));
    }

    /** The bytes of a value of that type that is there as a tree. */
    Plaintext encodeTree(Type<?> type, JsonNode value) {
        return written(type, () -> mapper(format).writeValueAsBytes(value));
    }

    private Plaintext written(Type<?> type, Supplier<byte[]> bytes) {
        try {
            return transformed(type, bytes.get());
        } catch (JacksonException e) {
            String text = "a value of " + type + " cannot be written: " + e.getOriginalMessage();
            // Jackson tells the whole way to what is nested too deep, which for what contains itself is long.
            throw e instanceof StreamConstraintsException && text.contains("nesting depth")
                    ? new IllegalArgumentException(text + "; does it contain itself?")
                    : new IllegalArgumentException(text, e);
        }
    }

    /**
     * The bytes of a value that takes the place of {@code stored}, with the fields of it that the class does not know.
     *
     * @throws IllegalArgumentException as {@link #encode}
     */
    <T> Plaintext encodeOver(Type<T> type, Plaintext stored, T value) {
        if (type.isTree()) {
            return encode(type, value);
        }
        Plaintext before = restored(type, stored);
        if (!(Evolution.of(type).isVersioned() || hasUnknownFields(type, before))) {
            return encode(type, value);
        }
        demandOneClass(type);
        ObjectMapper mapper = mapper(format);
        return written(type, () -> {
            JsonNode known = mapper.valueToTree(decode(type, before));
            JsonNode kept = UnknownFields.keep(current(type, before), known, mapper.valueToTree(value));
            return mapper.writeValueAsBytes(kept);
        });
    }

    /**
     * The tree of a value, in the version of the type's class or a later one.
     *
     * @throws IncompatibleValueException if it is of an earlier version and cannot be brought to that one
     */
    JsonNode current(Type<?> type, Plaintext from) {
        JsonNode stored = readRestored(Type.tree(), type, from);
        Evolution evolution = Evolution.of(type);
        return evolution.isVersioned() ? evolution.current(type, stored) : stored;
    }

    /**
     * The value in these bytes, anew.
     *
     * @throws IncompatibleValueException if the class cannot take it; the message names the component, or the
     * transformer that is missing
     */
    <T> T decode(Type<T> type, Plaintext from) {
        demandOneClass(type);
        if (!Evolution.of(type).isVersioned()) {
            return readRestored(type, type, from);
        }
        JsonNode current = current(type, from);
        if (current instanceof ObjectNode object) {
            object.remove(Evolution.FIELD); // the class never sees it
        }
        return read(type, () -> reader(type, from.format()).readValue(current));
    }

    /** Reads what came out of its transformer: where that is the program's own, what is wrong may be its doing. */
    private <T> T readRestored(Type<T> as, Type<?> type, Plaintext from) {
        Slice bytes = restored(type, from).bytes();
        try {
            return read(as, reader(as, from.format()), bytes);
        } catch (IncompatibleValueException e) {
            throw from.transform() < Transformer.FIRST_OWN_ID ? e
                    : new IncompatibleValueException(e.getMessage() + "; it went through transformer "
                            + from.transform()
                            + " of the program's own, and if that does not restore byte for byte what it was given, it is "
                            + "the transformer's fault", e);
        }
    }

    private <T> boolean hasUnknownFields(Type<T> type, Plaintext from) {
        boolean[] found = new boolean[1];
        var _ = read(type, reader(type, from.format()).withAttribute(UNKNOWN_FIELDS, found), from.bytes());
        return found[0];
    }

    private static <T> T read(Type<T> type, ObjectReader reader, Slice bytes) {
        return read(type, () -> reader.readValue(bytes.array(), bytes.offset(), bytes.length()));
    }

    private static <T> T read(Type<T> type, Supplier<T> reading) {
        @Nullable
        T value;
        try {
            value = reading.get();
        } catch (JacksonException e) {
            throw incompatible("a stored value of " + type + " cannot be read as " + type.valueClass().getName() + ": "
                    + reason(e), e);
        }
        if (value == null) {
            throw new IncompatibleValueException("a stored value of " + type + " is null");
        }
        if (!type.valueClass().isPrimitive() && !type.valueClass().isInstance(value)) { // another member of its family
            throw new IncompatibleValueException("a stored value of " + type + " is a "
                    + value.getClass().getSimpleName() + ", and not a " + type.valueClass().getSimpleName()
                    + " as is asked for");
        }
        return value;
    }

    /** With what the class itself has thrown, but without what Jackson throws, which quotes the value. */
    private static IncompatibleValueException incompatible(String text, JacksonException e) {
        return e instanceof ValueInstantiationException && e.getCause() != null
                ? new IncompatibleValueException(text, e.getCause())
                : new IncompatibleValueException(text);
    }

    /** Names the component, but not what stands there: that may be a secret. */
    private static String reason(JacksonException e) {
        String place = e.getPath()
                .stream()
                .map(each -> each.getPropertyName() == null ? "[" + each.getIndex() + "]" : each.getPropertyName())
                .collect(Collectors.joining("."));
        return place.isEmpty() ? what(e) : place + ": " + what(e);
    }

    private static String what(JacksonException e) {
        String text = e.getOriginalMessage();
        boolean isAbsent = e instanceof InvalidNullException || text.startsWith("Missing");
        if (isAbsent) {
            return text + "; what may be missing is Optional, or annotated with a @Nullable";
        }
        return e instanceof MismatchedInputException wrong && wrong.getTargetType() != null
                ? "what stands there is no " + wrong.getTargetType().getSimpleName()
                : text;
    }

    /**
     * Demands that no other class goes by the name of that type in this program.
     *
     * @throws IllegalArgumentException naming both, if one does
     */
    void demandOneClass(Type<?> type) {
        if (type.isTree()) {
            return;
        }
        Class<?> known = classes.get(type.name());
        if (known == null) {
            known = classes.putIfAbsent(type.name(), type.family());
        }
        if (known != null && known != type.family()) {
            throw new IllegalArgumentException("two classes go by the type name \"" + type.name() + "\" in this chain: "
                    + known.getName() + " and " + type.valueClass().getName() + "; give one another name by @TypeName");
        }
    }

    private Plaintext transformed(Type<?> type, byte[] bytes) {
        demandRoom(type, bytes); // before, too: nobody restores more than that
        Transformed stored = transformers.transform(bytes);
        demandRoom(type, stored.bytes());
        return new Plaintext(format, stored.id(), Slice.of(stored.bytes()));
    }

    private Plaintext restored(Type<?> type, Plaintext stored) {
        return stored.transform() == Transformers.NONE ? stored
                : new Plaintext(stored.format(), Slice.of(transformers.restore("a stored value of " + type,
                        stored.transform(), stored.bytes().toArray(), MOST_BYTES)));
    }

    private static void demandRoom(Type<?> type, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("a value of " + type + " takes " + bytes.length + " bytes; at most "
                    + MOST_BYTES + " fit into one object: spread it over several, in a collection, say");
        }
    }

    /** Writes and reads the keys of maps, whatever the format of the values that go by them. */
    ObjectMapper keyWriter() {
        return JSON;
    }

    private ObjectWriter writer(Type<?> type) {
        return writers.computeIfAbsent(type.valueClass(), each -> mapper(format).writerFor(each));
    }

    private ObjectReader reader(Type<?> type, PayloadForm.Format written) {
        return switch (written) {
            case SMILE -> smileReaders.computeIfAbsent(type.valueClass(), SMILE::readerFor);
            case JSON -> jsonReaders.computeIfAbsent(type.valueClass(), JSON::readerFor);
            case FIXED -> throw new IncompatibleValueException("a public key is no value of " + type);
        };
    }

    /** Reading nothing takes finding out how something would be read. */
    private static void demandReadable(JavaType type) {
        var _ = SMILE.readerFor(type).readValue(NullNode.instance);
    }

    private static ObjectMapper mapper(PayloadForm.Format format) {
        return format == PayloadForm.Format.JSON ? JSON : SMILE;
    }

    private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M configured(MapperBuilder<M, B> builder) {
        return builder.annotationIntrospector(new ValueAnnotations())
                .addModule(IdsAsText.module())
                .addModule(AddressesAsText.module())
                .addModule(ForeignAsObject.module())
                .addModule(ReadableClasses.module(Values::demandReadable))
                .addHandler(new UnknownFieldsNoted())
                .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // What was read is written again by an update: it must be what stood there, or not be read at all.
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfig(LogicalType.Textual,
                        text -> NO_TEXT.forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)))
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .build();
    }

    /** Skips fields that a class does not know, and notes it for the reader who asked. */
    private static final class UnknownFieldsNoted extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(DeserializationContext context, JsonParser in,
                ValueDeserializer<?> deserializer, Object beanOrClass, String name) {
            @Nullable
            Object found = context.getAttribute(UNKNOWN_FIELDS);
            if (found instanceof boolean[] asked) {
                asked[0] = true;
            }
            in.skipChildren();
            return true;
        }
    }
}
