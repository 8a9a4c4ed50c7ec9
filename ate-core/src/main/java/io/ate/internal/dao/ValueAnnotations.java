package io.ate.internal.dao;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import io.ate.Type;
import io.ate.TypeName;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * What Jackson is told of classes beside its own annotations, which go first: a component of a record must be there
 * unless its type allows absence, and a member of a sealed family is told by its name in the field {@code @type}.
 * Stateless.
 */
final class ValueAnnotations extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final String MEMBER = "@type";
    private static final List<Class<?>> OPTIONAL = List.of(Optional.class, OptionalInt.class, OptionalLong.class,
            OptionalDouble.class);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        JsonTypeInfo.Value given = super.findPolymorphicTypeInfo(config, annotated);
        boolean ofFamily = given == null && annotated instanceof AnnotatedClass
                && Type.isOfFamily(annotated.getRawType());
        return ofFamily
                ? JsonTypeInfo.Value.construct(JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, MEMBER, null, false,
                        true, true)
                : given;
    }

    @Override
    public @Nullable String findTypeName(MapperConfig<?> config, AnnotatedClass annotated) {
        String given = super.findTypeName(config, annotated);
        if (given != null || !Type.isOfFamily(annotated.getRawType())) {
            return given;
        }
        TypeName name = annotated.getRawType().getAnnotation(TypeName.class);
        return name != null ? name.value() : annotated.getRawType().getSimpleName();
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        RecordComponent component = componentOf(member);
        return component == null ? super.hasRequiredMarker(config, member) : Boolean.valueOf(!allowsAbsence(component));
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        RecordComponent component = annotated instanceof AnnotatedMember member ? componentOf(member) : null;
        return component == null || allowsAbsence(component) ? super.findSetterInfo(config, annotated)
                : JsonSetter.Value.forValueNulls(Nulls.FAIL);
    }

    /** What could not be read is not written either. */
    @Override
    public @Nullable Object findNullSerializer(MapperConfig<?> config, Annotated annotated) {
        RecordComponent component = annotated instanceof AnnotatedMember member ? componentOf(member) : null;
        return component == null || component.getType().isPrimitive() || allowsAbsence(component)
                ? super.findNullSerializer(config, annotated)
                : new MissingComponent(component);
    }

    private static boolean allowsAbsence(RecordComponent component) {
        return OPTIONAL.contains(component.getType())
                || Stream.of(component.getAnnotations(), component.getAnnotatedType().getAnnotations())
                        .flatMap(Stream::of)
                        .map(Annotation::annotationType)
                        .map(Class::getSimpleName)
                        .anyMatch("Nullable"::equals);
    }

    private static @Nullable RecordComponent componentOf(AnnotatedMember member) {
        RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
        if (components == null) {
            return null;
        }
        if (member instanceof AnnotatedParameter parameter) {
            return parameter.getOwner().getParameterCount() == components.length ? components[parameter.getIndex()]
                    : null;
        }
        return Stream.of(components).filter(each -> each.getName().equals(member.getName())).findFirst().orElse(null);
    }
}
