package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chain's state with what is not part of it yet laid over it, which hides what is below: commits that are admitted
 * and not durable, or the first events of the one that is being judged. Confined to one thread at a time.
 */
public sealed class AmendedState implements ChainState permits RecallingState {
    private final ChainState below;
    private final Map<PrimaryKey, ObjectEntry> objects = new HashMap<>(4); // one is made for every judgement
    private final Map<KeyId, KeyEntry> keys = new HashMap<>(2);
    private Set<PrimaryKey> signed = Set.of(); // which most commits leave as it is

    public AmendedState(ChainState below) {
        this.below = below;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry entry = objects.get(key);
        return entry != null ? entry : below.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry key = keys.get(id);
        return key != null ? key : below.publicKey(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return signed.contains(key) || below.beginsSigned(key);
    }

    /** Lays one object's new state over what is below. */
    public void put(ObjectEntry entry) {
        objects.put(entry.key(), entry);
        if (entry.isBoundBySignature()) {
            if (signed.isEmpty()) {
                signed = new HashSet<>();
            }
            signed.add(entry.key());
        }
    }

    /** Lays a public key over what is below. */
    public void put(KeyEntry key) {
        keys.put(key.id(), key);
    }

    /** Lays all effects of a commit over what is below. */
    public void put(Effects effects) {
        effects.objects().forEach(this::put);
        effects.keys().forEach(this::put);
    }

    /** These effects are below now; what was laid over the same objects later stays. */
    public void settle(Effects effects) {
        effects.objects().forEach(this::settle);
        effects.keys().forEach(key -> keys.remove(key.id(), key));
    }

    private void settle(ObjectEntry entry) {
        objects.remove(entry.key(), entry);
        if (entry.isBoundBySignature()) {
            signed.remove(entry.key());
        }
    }
}
