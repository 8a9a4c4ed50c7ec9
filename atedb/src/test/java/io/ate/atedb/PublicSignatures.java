package io.ate.atedb;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/** What a user's compiler sees of a class: its supertypes and the signatures of its public and protected members. */
final class PublicSignatures {

    private PublicSignatures() {}

    static ArchCondition<JavaClass> mentionNothingInternal() {
        return new ArchCondition<>("mention no internal type in what users see of them") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (isVisible(type)) {
                    signaturesOf(type).flatMap(Signature::internals)
                            .forEach(violation -> events.add(SimpleConditionEvent.violated(type, violation)));
                }
            }
        };
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicSignatures::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static Stream<Signature> signaturesOf(JavaClass type) {
        Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        return Stream.concat(supertypes.map(supertype -> new Signature(type.getName(), Stream.of(supertype))),
                type.getMembers().stream().filter(PublicSignatures::isVisible).map(PublicSignatures::signatureOf));
    }

    private static Signature signatureOf(JavaMember member) {
        Stream<JavaType> types = switch (member) {
            case JavaField field -> Stream.of(field.getType());
            case JavaCodeUnit unit -> Stream.of(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream(),
                    unit.getExceptionTypes().stream()).flatMap(part -> part);
            default -> Stream.empty();
        };
        return new Signature(member.getFullName(), types);
    }

    /** One declaration and the types that it names. */
    private record Signature(String where, Stream<? extends JavaType> types) {

        Stream<String> internals() {
            return types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                    .filter(type -> type.getPackageName().contains(".internal"))
                    .distinct()
                    .map(type -> where + " mentions " + type.getName());
        }
    }
}
