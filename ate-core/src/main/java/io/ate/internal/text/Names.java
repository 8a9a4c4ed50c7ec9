package io.ate.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What names a program may give. Stateless. */
public final class Names {
    private static final int LONGEST = 1024;

    private Names() {}

    /**
     * Demands that {@code name} is one, of 1 to 1,024 bytes.
     *
     * @param whose for the message, such as "a service"
     */
    public static String demand(String whose, String name) {
        int length = Objects.requireNonNull(name, "name").getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > LONGEST) {
            throw new IllegalArgumentException(whose + " has a name of 1 to 1,024 bytes, not " + length);
        }
        return name;
    }
}
