package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A newer state of the chain, with what a refused commit makes of it laid over it. Confined to one redrafting. */
record RetouchedState(ChainState newer, Map<PrimaryKey, Touched> touched) implements ChainState {

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        Touched made = touched.get(key);
        if (made == null) {
            return newer.entry(key);
        }
        if (made.deleted()) {
            return null;
        }
        return made.isBorn() || made.isMoved() || made.rules() != null ? made.entry() : newer.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry known = newer.publicKey(id);
        return known != null ? known : introduced(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return newer.beginsSigned(key);
    }

    private @Nullable KeyEntry introduced(KeyId id) {
        for (Touched made : touched.values()) {
            NewRules rules = made.rules();
            if (rules != null) {
                for (PublicKeys each : rules.named()) {
                    if (each.id().equals(id)) {
                        return new KeyEntry(each, null, Long.MIN_VALUE);
                    }
                }
            }
        }
        return null;
    }
}
