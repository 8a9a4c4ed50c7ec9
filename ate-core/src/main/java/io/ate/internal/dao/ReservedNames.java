package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.Type;

/**
 * The names that are the library's: a program that stored something of its own under one would have it taken for what
 * the library, or a later one, keeps there. Stateless.
 */
final class ReservedNames {
    private static final String MARK = "@";
    private static final String PREFIX = "ate.";

    private ReservedNames() {}

    /** @throws IllegalArgumentException if nothing but the library itself stores new objects of that type */
    static void demandNone(Type<?> type) {
        String name = type.name();
        if ((name.startsWith(MARK) || name.startsWith(PREFIX)) && !isOfTheLibrary(type.valueClass())) {
            throw new IllegalArgumentException("the type name \"" + name + "\" is the library's, like all that begin "
                    + "with \"" + MARK + "\" or \"" + PREFIX + "\": give the type another one");
        }
    }

    private static boolean isOfTheLibrary(Class<?> valueClass) {
        String home = valueClass.getPackageName();
        String own = DaoRef.class.getPackageName();
        return home.equals(own) || home.startsWith(own + ".internal.");
    }
}
