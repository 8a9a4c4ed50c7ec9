package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain's state with the first events of the commit that is being judged laid over it. Confined to one judgement. */
final class Scratch implements ChainState {
    private final ChainState base;
    private final Map<PrimaryKey, ObjectEntry> objects = new HashMap<>(4);
    private final Map<KeyId, KeyEntry> keys = new HashMap<>(2);

    Scratch(ChainState base) {
        this.base = base;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry entry = objects.get(key);
        return entry != null ? entry : base.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry key = keys.get(id);
        return key != null ? key : base.publicKey(id);
    }

    void put(ObjectEntry entry) {
        objects.put(entry.key(), entry);
    }

    void put(KeyEntry key) {
        keys.put(key.id(), key);
    }
}
