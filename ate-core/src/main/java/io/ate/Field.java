package io.ate;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What an object owns, declared beside its type as a constant: the name of a collection of children, which never
 * changes, and what they are. Nothing of it stands in the object's value. Immutable.
 *
 * {@snippet :
 * record Account(String name, BigDecimal balance) {
 *     static final Field.Vec<Transaction> TRANSACTIONS = Field.vec("transactions", Transaction.class);
 *     static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
 *     static final Field.Child<Profile> PROFILE = Field.child("profile", Profile.class);
 *     static final Field.Stream<AccountEvent> EVENTS = Field.stream("events", AccountEvent.class);
 * }
 * }
 */
public sealed interface Field {
    /** A collection of any number of children, in the order in which they were added. */
    static <T> Vec<T> vec(String name, Class<T> valueClass) {
        return new Vec<>(name, Type.of(valueClass));
    }

    /** A collection of any number of children, in the order in which they were added. */
    static <T> Vec<T> vec(String name, Type<T> type) {
        return new Vec<>(name, type);
    }

    /**
     * Children that go by keys, each key once.
     *
     * @param keyClass what Jackson writes as text, number or boolean; what is taken apart to be written, such as a
     * record without {@code @JsonValue}, is refused by {@link Dao#in(Map)}
     */
    static <K, V> Map<K, V> map(String name, Class<K> keyClass, Class<V> valueClass) {
        return new Map<>(name, keyClass, Type.of(valueClass));
    }

    /**
     * Children that go by keys, each key once.
     *
     * @param keyClass what Jackson writes as text, number or boolean; what is taken apart to be written, such as a
     * record without {@code @JsonValue}, is refused by {@link Dao#in(Map)}
     */
    static <K, V> Map<K, V> map(String name, Class<K> keyClass, Type<V> type) {
        return new Map<>(name, keyClass, type);
    }

    /** One child or none. */
    static <T> Child<T> child(String name, Class<T> valueClass) {
        return new Child<>(name, Type.of(valueClass));
    }

    /** One child or none. */
    static <T> Child<T> child(String name, Type<T> type) {
        return new Child<>(name, type);
    }

    /** Events that are recorded one after the other and never changed. */
    static <T> Stream<T> stream(String name, Class<T> valueClass) {
        return new Stream<>(name, Type.of(valueClass));
    }

    /** Events that are recorded one after the other and never changed. */
    static <T> Stream<T> stream(String name, Type<T> type) {
        return new Stream<>(name, type);
    }

    /** The name of the collection: 1 to 255 bytes of UTF-8, and none that begins with "@" or "ate.". */
    String name();

    /** What the children are. */
    Type<?> type();

    /** A {@linkplain #vec(String, Class) collection in order of adding}. */
    record Vec<T>(String name, Type<T> type) implements Field {
        public Vec {
            demandName(name, Objects.requireNonNull(type, "type"));
        }
    }

    /** A {@linkplain #map(String, Class, Class) collection by keys}. */
    record Map<K, V>(String name, Class<K> keyClass, Type<V> type) implements Field {
        public Map {
            demandName(name, Objects.requireNonNull(type, "type"));
            demandTypeName(name, type);
            Objects.requireNonNull(keyClass, "keyClass");
        }
    }

    /** A {@linkplain #child(String, Class) single child}. */
    record Child<T>(String name, Type<T> type) implements Field {
        public Child {
            demandName(name, Objects.requireNonNull(type, "type"));
            demandTypeName(name, type);
        }
    }

    /** A {@linkplain #stream(String, Class) stream of events}. */
    record Stream<T>(String name, Type<T> type) implements Field {
        public Stream {
            demandName(name, Objects.requireNonNull(type, "type"));
            demandTypeName(name, type);
        }
    }

    private static void demandName(String name, Type<?> type) {
        int length = Objects.requireNonNull(name, "name").getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > 255) {
            throw new IllegalArgumentException("the name of a collection has 1 to 255 bytes, not " + length);
        }
        // What the library keeps in collections of its own is of types of its own.
        if (name.startsWith("@") || (name.startsWith(Type.OF_THE_LIBRARY) && !type.isOfTheLibrary())) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" is the library's, like all that begin with \"@\" or \""
                            + Type.OF_THE_LIBRARY + "\": give the collection another one");
        }
    }

    /** The id of a child that goes by a name follows from the name of its type, too. */
    private static void demandTypeName(String name, Type<?> type) {
        if (type.name().isEmpty()) {
            throw new IllegalArgumentException("the children in \"" + name
                    + "\" go by names, and so their type has one: use Type.tree(name) or a class");
        }
    }
}
