package io.ate.internal.testing;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.SeededEntropy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of people that only tests know, the same for a name in every run. Thread-safe. */
public final class Keys {
    private static final Map<String, HeldKeys> MADE = new ConcurrentHashMap<>();

    private Keys() {}

    /** The keys of the person of that name; never close them, other tests use them too. */
    public static HeldKeys of(String name) {
        return MADE.computeIfAbsent(name, each -> HeldKeys.generate(new SeededEntropy(each.hashCode())));
    }

    /** The id of the keys of that name. */
    public static KeyId id(String name) {
        return of(name).id();
    }

    /** The public keys of that name. */
    public static PublicKeys open(String name) {
        return of(name).publicKeys();
    }
}
