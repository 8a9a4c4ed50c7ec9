package io.ate.internal.dao;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.jdk.ThrowableDeserializer;
import tools.jackson.databind.deser.jdk.UntypedObjectDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Has a class refused when a value of it is to be written first, if Jackson could write it and never read it again, or
 * if it has a field that the library keeps for itself. Stateless.
 */
final class ReadableClasses {
    private static final String OF_THE_LIBRARY = "@";

    private ReadableClasses() {}

    /** @param reading finds out how values of a type are read; throws {@link DatabindException} if they cannot be */
    static JacksonModule module(Consumer<JavaType> reading) {
        return new SimpleModule("ate-readable").setSerializerModifier(new WhenWritten(reading))
                .setDeserializerModifier(new WhenRead());
    }

    /** Whatever is taken apart to be written must be put together again. */
    private static final class WhenWritten extends ValueSerializerModifier {
        private static final long serialVersionUID = 1L;

        private final transient Consumer<JavaType> reading;

        WhenWritten(Consumer<JavaType> reading) {
            this.reading = reading;
        }

        @Override
        public List<BeanPropertyWriter> changeProperties(SerializationConfig config, BeanDescription.Supplier described,
                List<BeanPropertyWriter> components) {
            for (BeanPropertyWriter each : components) {
                if (each.getName().startsWith(OF_THE_LIBRARY)) {
                    throw new IllegalArgumentException("component \"" + each.getName() + "\" of "
                            + described.getBeanClass().getSimpleName() + " has a name that begins with \""
                            + OF_THE_LIBRARY + "\": such fields are the library's; give it another name");
                }
            }
            reading.accept(described.getType());
            return components;
        }
    }

    /** Puts, in the place of how a class would be read, that it is not. */
    private static final class WhenRead extends ValueDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config,
                BeanDescription.Supplier described, ValueDeserializer<?> found) {
            return switch (found) {
                case UntypedObjectDeserializer any -> new InCollections(any);
                case AbstractDeserializer base when !saysWhichMember(config, described.getClassInfo()) ->
                        new Unreadable(described.getType(), "is an interface or an abstract class, and a stored value "
                                + "would not say which class it was of: make it a sealed interface with records", base);
                case BeanDeserializerBase _ when described.getBeanClass().getName().startsWith("java.") ->
                        new Unreadable(described.getType(), "is a class of the JDK that is no value: store a record of "
                                + "what is to be kept of it", null);
                case BeanDeserializerBase made when !isPutTogetherAgain(made, config, described) ->
                        new Unreadable(described.getType(), "has no constructor that Jackson could use to read it "
                                + "again: make it a record, or annotate one with @JsonCreator", null);
                default -> found;
            };
        }
    }

    /** A constructor that takes a text alone, say, is of no use to a value that is written by its components. */
    private static boolean isPutTogetherAgain(BeanDeserializerBase made, DeserializationConfig config,
            BeanDescription.Supplier described) {
        ValueInstantiator by = made.getValueInstantiator();
        return by.canCreateUsingDefault() || by.canCreateFromObjectWith() || by.canCreateUsingDelegate()
                || by.canCreateUsingArrayDelegate()
                || (by.canInstantiate() && (made instanceof ThrowableDeserializer || !isTakenApart(config, described)));
    }

    /** What stands for several classes, each of which says how it is written, is none that is known to be. */
    private static boolean isTakenApart(DeserializationConfig config, BeanDescription.Supplier described) {
        return described.getType().isConcrete() && described.get().findJsonValueAccessor() == null
                && config.getAnnotationIntrospector().findSerializer(config, described.getClassInfo()) == null;
    }

    private static boolean saysWhichMember(DeserializationConfig config, @Nullable Annotated annotated) {
        return annotated != null
                && config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated) != null;
    }

    private static String place(@Nullable BeanProperty property) {
        return property == null || property.getMember() == null ? ""
                : "component \"" + property.getName() + "\" of "
                        + property.getMember().getDeclaringClass().getSimpleName() + ": ";
    }

    /** Whoever wants to know how this is read is told that it is not, unless the place where it stands says more. */
    private static final class Unreadable extends ValueDeserializer<Object> {
        private final JavaType type;
        private final String why;
        private final @Nullable ValueDeserializer<?> withMember;

        /** @param withMember how it is read where its place says which member of a family stands there; or null */
        Unreadable(JavaType type, String why, @Nullable ValueDeserializer<?> withMember) {
            this.type = type;
            this.why = why;
            this.withMember = withMember;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            if (withMember != null && property != null
                    && saysWhichMember(context.getConfig(), property.getMember())) {
                return withMember.createContextual(context, property);
            }
            return context.reportBadDefinition(type, place(property) + type.getRawClass().getName() + " " + why);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            return context.reportBadDefinition(type, type.getRawClass().getName() + " " + why);
        }
    }

    /** Collections may hold whatever JSON has; a component that may be anything is not read as what it was. */
    private static final class InCollections extends DelegatingDeserializer {
        InCollections(ValueDeserializer<?> anything) {
            super(anything);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> anything) {
            return new InCollections(anything);
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            if (property != null && property.getType().isJavaLangObject()
                    && !saysWhichMember(context.getConfig(), property.getMember())) {
                return context.reportBadDefinition(property.getType(), place(property) + "java.lang.Object is no type "
                        + "that a value is read as: use JsonNode, or a sealed interface with records");
            }
            return getDelegatee().createContextual(context, property);
        }
    }
}
