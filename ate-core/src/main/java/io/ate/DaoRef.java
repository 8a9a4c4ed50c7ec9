package io.ate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Points to an object of a chain. As part of a value it is written as the object's id. Immutable; equal to every other
 * reference to the same object.
 */
public final class DaoRef<T> {
    private final Type<T> type;
    private final PrimaryKey key;
    private final @Nullable String name;

    private DaoRef(Type<T> type, PrimaryKey key, @Nullable String name) {
        this.type = Objects.requireNonNull(type, "type");
        this.key = Objects.requireNonNull(key, "key");
        this.name = name;
    }

    /** The object with that id, whose value is to be read as {@code type}. */
    public static <T> DaoRef<T> of(Type<T> type, PrimaryKey key) {
        return new DaoRef<>(type, key, null);
    }

    /** The object with that id, whose value is to be read as {@code valueClass}. */
    public static <T> DaoRef<T> of(Class<T> valueClass, PrimaryKey key) {
        return of(Type.of(valueClass), key);
    }

    /** The object that {@code name} gave its id; see {@link Chain#ref(Class, String)}, which computes it. */
    public static <T> DaoRef<T> named(Type<T> type, PrimaryKey key, String name) {
        return new DaoRef<>(type, key, Objects.requireNonNull(name, "name"));
    }

    /** What the value is read as. */
    public Type<T> type() {
        return type;
    }

    /** The object's id. */
    public PrimaryKey key() {
        return key;
    }

    /** The name that this reference was made from, if it was. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DaoRef<?> that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return Objects.requireNonNullElse(name, key.toString());
    }
}
