package io.ate.internal.host;

import io.ate.KeyId;
import java.util.HashSet;
import java.util.Set;

/**
 * The keys that a client has shown to hold for the chain on one of its channels, and not taken back. Changed by the
 * connection alone; any thread may look.
 */
final class ProvenKeys {
    /** So many are proven on one channel at a time. */
    static final int MOST = 256;

    private volatile Set<KeyId> ids = Set.of();

    Set<KeyId> ids() {
        return ids;
    }

    /** Takes one; false if there are too many. */
    boolean add(KeyId key) {
        if (ids.size() >= MOST && !ids.contains(key)) {
            return false;
        }
        Set<KeyId> more = new HashSet<>(ids);
        more.add(key);
        ids = Set.copyOf(more);
        return true;
    }

    void remove(KeyId key) {
        Set<KeyId> fewer = new HashSet<>(ids);
        fewer.remove(key);
        ids = Set.copyOf(fewer);
    }
}
