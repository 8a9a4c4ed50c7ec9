package io.ate.internal.text;

import io.ate.PrimaryKey;

/** What messages call that which has an id. Stateless. */
public final class Things {
    private Things() {}

    /** As the beginning of a sentence; object zero stands for what the chain itself has, its rules. */
    public static String described(PrimaryKey key) {
        return key.isZero() ? "what the chain itself has (its rules)" : "object " + key;
    }
}
