package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A state, and what of it was looked at. Confined to one thread. */
final class Looked implements ChainState {
    private final ChainState state;
    private final Set<PrimaryKey> objects = new HashSet<>();
    private final Set<KeyId> keys = new HashSet<>(0);

    Looked(ChainState state) {
        this.state = state;
    }

    Set<PrimaryKey> objects() {
        return objects;
    }

    Set<KeyId> keys() {
        return keys;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        objects.add(key);
        return state.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        keys.add(id);
        return state.publicKey(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return state.beginsSigned(key);
    }
}
