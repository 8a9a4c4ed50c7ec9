package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.Type;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The names that are the library's: a program that stored something of its own under one would have it taken for what
 * the library, or a later one, keeps there. Stateless.
 */
final class ReservedNames {
    private static final String MARK = "@";
    private static final String PREFIX = "ate.";
    /** What trees show of what classes and maps have stored, so that it can be stored again. */
    private static final Set<String> SHOWN = Set.of("@type", Evolution.FIELD, KeyedValues.KEY, KeyedValues.VALUE);

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

    /**
     * Demands that a tree which a program stores has no field that the library keeps for itself. Further in the name is
     * free: keys of a map stand there, say.
     *
     * @param before what is stored, of which nothing has to go
     */
    static void demandNone(Type<?> type, JsonNode value, Supplier<JsonNode> before) {
        for (String name : value.propertyNames()) {
            if (name.startsWith(MARK) && !SHOWN.contains(name) && !before.get().has(name)) {
                throw new IllegalArgumentException("a value of " + type + " has a field \"" + name
                        + "\": names that begin with \"" + MARK + "\" are the library's; give it another one");
            }
        }
    }
}
