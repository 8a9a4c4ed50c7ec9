package io.ate.internal.dao;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/** Makes what an annotation of a user's class names by its class. Stateless. */
final class Companion {
    private Companion() {}

    /**
     * An instance of {@code companion}, as {@code owner} demands it.
     *
     * @throws IllegalArgumentException if it has no constructor without parameters, or that throws
     */
    static <T> T of(Class<?> owner, Class<? extends T> companion) {
        try {
            Constructor<? extends T> constructor = companion.getDeclaredConstructor();
            constructor.setAccessible(true); // it may well stand inside a class that keeps it to itself
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(companion.getName() + ", which " + owner.getName()
                    + " names, cannot be made: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(companion.getName() + ", which " + owner.getName()
                    + " names, cannot be made: it needs a constructor without parameters", e);
        }
    }
}
