package io.ate.internal.view;

import java.util.HashMap;
import java.util.Map;

/** Shares the strings of type and collection names, which many objects have in common. Confined to one thread. */
public final class Names {
    /** More different names than this are kept unshared, so that strangers cannot fill the table. */
    private static final int BOUND = 1 << 16;

    private final Map<String, String> shared = new HashMap<>();

    /** The first string seen that equals {@code name}. */
    public String share(String name) {
        if (name.isEmpty()) {
            return "";
        }
        String known = shared.get(name);
        if (known != null) {
            return known;
        }
        if (shared.size() < BOUND) {
            shared.put(name, name);
        }
        return name;
    }
}
