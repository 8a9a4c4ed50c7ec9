package io.ate.internal.dao;

import io.ate.Type;

/** Sealed types, whose members go by one type name: which of them an object is stands in its value. Stateless. */
public final class Families {
    private Families() {}

    /**
     * Demands a type that all objects of its name can be read as.
     *
     * @throws IllegalArgumentException if it is a member of a sealed type
     */
    public static void demandWhole(Type<?> type) {
        Class<?> family = type.family();
        if (!family.equals(type.valueClass())) {
            throw new IllegalArgumentException(type.valueClass().getSimpleName() + " is a member of "
                    + family.getSimpleName() + ", and objects of " + type + " may be any of its members: ask for "
                    + family.getSimpleName() + ".class, and look for those that are a "
                    + type.valueClass().getSimpleName());
        }
    }
}
