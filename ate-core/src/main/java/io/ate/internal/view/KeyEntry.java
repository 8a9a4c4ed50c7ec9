package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PublicKeys;
import org.jspecify.annotations.Nullable;

/**
 * A public key that the chain knows, by its genesis or by publication. Immutable.
 *
 * @param controller who may retire it beside the owners, or null
 * @param since sequence of its publication; 0 for a key of the genesis
 */
public record KeyEntry(PublicKeys keys, @Nullable KeyId controller, long since) {
    public KeyId id() {
        return keys.id();
    }
}
