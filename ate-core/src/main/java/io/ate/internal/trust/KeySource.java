package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PublicKeys;
import org.jspecify.annotations.Nullable;

/** Where the public keys of signers come from. Implementations may be asked from any thread. */
@FunctionalInterface
public interface KeySource {
    /** The public keys of that id, or null if they are not known. */
    @Nullable
    PublicKeys find(KeyId id);
}
