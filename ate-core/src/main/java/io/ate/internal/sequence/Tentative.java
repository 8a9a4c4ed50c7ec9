package io.ate.internal.sequence;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Effects;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The durable state with the admitted, not yet durable commits laid over it. Confined to the chain's owner. */
final class Tentative implements ChainState {
    private final ChainState durable;
    private final Map<PrimaryKey, ObjectEntry> objects = new HashMap<>();
    private final Map<KeyId, KeyEntry> keys = new HashMap<>();

    Tentative(ChainState durable) {
        this.durable = durable;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry entry = objects.get(key);
        return entry != null ? entry : durable.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry key = keys.get(id);
        return key != null ? key : durable.publicKey(id);
    }

    void add(Effects effects) {
        effects.objects().forEach(entry -> objects.put(entry.key(), entry));
        effects.keys().forEach(key -> keys.put(key.id(), key));
    }

    /** These effects are in the durable state now; what later commits did to the same objects stays. */
    void durable(Effects effects) {
        effects.objects().forEach(entry -> objects.remove(entry.key(), entry));
        effects.keys().forEach(key -> keys.remove(key.id(), key));
    }
}
