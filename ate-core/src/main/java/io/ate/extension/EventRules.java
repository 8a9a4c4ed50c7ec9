package io.ate.extension;

import io.ate.KeyId;
import java.util.List;

/**
 * The rules that an event gives to its object. Immutable.
 *
 * @param readers who may decrypt
 * @param writers who may write new versions, delete, and put children below
 * @param owners who may change rules, move and erase
 */
public record EventRules(Who readers, Who writers, Who owners) {

    /** Whom a rule names. */
    public sealed interface Who {
        /** Whoever the same rule of the parent names. */
        record Inherited() implements Who {}

        /** Everyone. */
        record Everyone() implements Who {}

        /** Nobody. */
        record Nobody() implements Who {}

        /** The holders of these keys. */
        record Only(List<KeyId> keys) implements Who {
            public Only {
                keys = List.copyOf(keys);
            }
        }
    }
}
