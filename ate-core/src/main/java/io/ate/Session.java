package io.ate;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is acting: the keys that the caller holds. Equal to a session of the same bundles in the same order. Thread-safe
 * and immutable: there is nothing to close in it. What it does on a chain ends with the handle that {@link Chain#as}
 * gave for it; the key bundles stay the caller's, who closes them after the chains that use them: see
 * {@link KeyBundle}.
 */
public final class Session {
    private static final Session NONE = new Session(List.of());
    private static final int MOST = 16;

    private final List<KeyBundle> keys;

    private Session(List<KeyBundle> keys) {
        this.keys = keys;
    }

    /** Acts under these keys, tried in this order. */
    public static Session of(KeyBundle... keys) {
        for (KeyBundle each : Objects.requireNonNull(keys, "keys")) {
            Objects.requireNonNull(each, "a key bundle of the session is null");
        }
        List<KeyBundle> held = List.of(keys);
        if (held.isEmpty()) {
            throw new IllegalArgumentException("a session of no keys is Session.none(), and can only read");
        }
        if (held.size() > MOST || held.stream().map(KeyBundle::id).distinct().count() < held.size()) {
            throw new IllegalArgumentException("a session has up to " + MOST + " keys, none of them twice");
        }
        return new Session(held);
    }

    /** Acts under no key: reads what everyone may read, and writes nothing. */
    public static Session none() {
        return NONE;
    }

    /** The keys, in order. */
    public List<KeyBundle> keys() {
        return keys;
    }

    /** Their public parts, in order. */
    public Stream<PublicKeys> publicKeys() {
        return keys.stream().map(KeyBundle::publicKeys);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Session that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    @Override
    public String toString() {
        return "Session" + publicKeys().map(PublicKeys::id).toList();
    }
}
