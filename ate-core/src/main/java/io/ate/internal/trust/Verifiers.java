package io.ate.internal.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ate.PublicKeys;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.VerifyingKeys;

/** Keeps public keys decoded, since decoding one costs as much as verifying a signature. Thread-safe and bounded. */
public final class Verifiers {
    private static final int KEPT = 4096;

    private final Cache<PublicKeys, VerifyingKeys> decoded = Caffeine.newBuilder().maximumSize(KEPT).build();

    /**
     * The verifying half of {@code keys}.
     *
     * @throws IllegalArgumentException if they are no valid keys of their suite
     */
    public VerifyingKeys of(PublicKeys keys) {
        return decoded.get(keys, each -> VerifyingKeys.of(PublicBundle.of(each.encoded())));
    }
}
