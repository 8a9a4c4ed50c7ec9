package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A state with some entries laid over it, as who judges a commit has it. Confined to one thread. */
final class Overlay implements ChainState {
    private final ChainState below;
    private final Map<PrimaryKey, ObjectEntry> entries = new HashMap<>();

    Overlay(ChainState below) {
        this.below = below;
    }

    void put(ObjectEntry entry) {
        entries.put(entry.key(), entry);
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry entry = entries.get(key);
        return entry != null ? entry : below.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        return below.publicKey(id);
    }
}
