package io.ate;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What kind of value an object has: the type's name in the log, and the class that values are read as. Immutable.
 *
 * <p>
 * The name is that of {@link TypeName}, else the simple class name. A class of a sealed family (a sealed interface and
 * its records) goes by the family's name, that of its topmost sealed type, since an object may change from one member
 * to another; which member a value is stands inside it, in a field {@code @type}.
 *
 * @param name in the log; empty only for {@link #tree()}
 * @param valueClass what values are read as; {@link JsonNode} for trees
 */
public record Type<T>(String name, Class<T> valueClass) {
    private static final Type<JsonNode> ANY = new Type<>("", JsonNode.class);
    private static final ClassValue<Type<?>> BY_CLASS = new ClassValue<>() {
        @Override
        protected Type<?> computeValue(Class<?> valueClass) {
            return byClass(valueClass);
        }
    };
    private static final int LONGEST = 255;
    /** How the names begin of the types whose objects the library itself keeps in chains. */
    static final String OF_THE_LIBRARY = "ate.";

    public Type {
        Objects.requireNonNull(valueClass, "valueClass");
        if (Objects.requireNonNull(name, "name").getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException("the name of a type has at most " + LONGEST + " bytes: " + name);
        }
        if (name.isEmpty() && !JsonNode.class.equals(valueClass)) {
            throw new IllegalArgumentException(valueClass + " has no name of its own: annotate it with @TypeName");
        }
    }

    /**
     * The type of the values of a class.
     *
     * @throws IllegalArgumentException if the class has no name, has type parameters, or is {@link JsonNode}, whose
     * types are named by {@link #tree(String)}
     */
    @SuppressWarnings("unchecked") // byClass gives the type of the class that it is asked for
    public static <T> Type<T> of(Class<T> valueClass) {
        return (Type<T>) BY_CLASS.get(Objects.requireNonNull(valueClass, "valueClass"));
    }

    /**
     * The type under which a value is stored: that of its class, or of the sealed family that its class belongs to.
     *
     * @throws IllegalArgumentException as {@link #of(Class)}
     */
    @SuppressWarnings("unchecked") // a family's values are read back as the members that they are
    public static <T> Type<T> ofValue(T value) {
        Objects.requireNonNull(value, "the value is null: an object has a value, or is deleted");
        Class<?> valueClass = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        return (Type<T>) BY_CLASS.get(familyOf(valueClass));
    }

    /** The type of that name, its values as trees, for programs that have no class for them. */
    public static Type<JsonNode> tree(String name) {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("a type has a name");
        }
        return new Type<>(name, JsonNode.class);
    }

    /** Any type, its values as trees: for reading what is not known beforehand. Nothing new is stored under it. */
    public static Type<JsonNode> tree() {
        return ANY;
    }

    /** The topmost sealed type that the class of the values belongs to, or that class itself. */
    public Class<?> family() {
        return familyOf(valueClass);
    }

    /** Tells whether values of that class have to say which member of a sealed family they are. */
    public static boolean isOfFamily(Class<?> valueClass) {
        return isFamily(familyOf(Objects.requireNonNull(valueClass, "valueClass")));
    }

    /** Tells whether objects of that type are the library's own. */
    boolean isOfTheLibrary() {
        return name.startsWith(OF_THE_LIBRARY);
    }

    /** Tells whether values are handed out as trees. */
    public boolean isTree() {
        return JsonNode.class.equals(valueClass);
    }

    /** Tells whether an object of the type that is called {@code stored} in the log can be read as this one. */
    public boolean covers(String stored) {
        Objects.requireNonNull(stored, "stored");
        return name.isEmpty() || name.equals(stored);
    }

    private static Type<?> byClass(Class<?> valueClass) {
        if (JsonNode.class.isAssignableFrom(valueClass)) {
            throw new IllegalArgumentException("a tree does not say what its type is called: use Type.tree(name)");
        }
        if (valueClass.equals(Object.class)) {
            throw new IllegalArgumentException(
                    valueClass + " is no type that a value is read as: use Type.tree(name), or "
                            + "a sealed interface with records");
        }
        if (valueClass.isHidden()) {
            throw new IllegalArgumentException("a lambda is no value: store a record of what it is made from");
        }
        if (valueClass.getTypeParameters().length > 0) {
            throw new IllegalArgumentException(valueClass + " has type parameters, and with what a value was made for "
                    + "could not be told when it is read: store a record of its own for each");
        }
        return new Type<>(nameOf(familyOf(valueClass)), valueClass);
    }

    private static String nameOf(Class<?> valueClass) {
        TypeName given = valueClass.getAnnotation(TypeName.class);
        String name = given != null ? given.value() : valueClass.getSimpleName();
        boolean isTaken = name.startsWith("@")
                || (name.startsWith(OF_THE_LIBRARY) && !isOfTheLibrary(valueClass));
        if (isTaken) {
            throw new IllegalArgumentException("the type name \"" + name + "\" of " + valueClass.getName()
                    + " is the library's, like all that begin with \"@\" or \"" + OF_THE_LIBRARY
                    + "\": give it another one by @TypeName");
        }
        return name;
    }

    private static boolean isOfTheLibrary(Class<?> valueClass) {
        String home = valueClass.getPackageName();
        return home.equals(Type.class.getPackageName()) || home.startsWith(Type.class.getPackageName() + ".internal.");
    }

    /**
     * The topmost sealed type that a class belongs to, or the class itself. The JDK's own families are none of ours.
     */
    private static Class<?> familyOf(Class<?> valueClass) {
        Class<?> top = valueClass;
        for (Class<?> above = sealedAbove(top); above != null; above = sealedAbove(top)) {
            top = above;
        }
        return top;
    }

    private static @Nullable Class<?> sealedAbove(Class<?> member) {
        Stream<Class<?>> above = Stream.concat(Stream.ofNullable(member.getSuperclass()),
                Stream.of(member.getInterfaces()));
        return above.filter(each -> isFamily(each) && Stream.of(each.getPermittedSubclasses()).anyMatch(member::equals))
                .findFirst()
                .orElse(null);
    }

    /** {@code String} belongs to a sealed family of the JDK, and an enum whose constants have bodies is sealed. */
    private static boolean isFamily(Class<?> type) {
        return type.isSealed() && !type.isEnum() && !type.getName().startsWith("java.");
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "any type" : "type " + name;
    }
}
