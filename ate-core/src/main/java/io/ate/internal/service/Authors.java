package io.ate.internal.service;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.KeyEntry;
import org.jspecify.annotations.Nullable;

/** Whether what was said is by whom it says. Stateless. */
final class Authors {
    private Authors() {}

    /**
     * Tells whether the payload is whole and the signature is that of the author, whose keys the chain knows or it has.
     */
    static boolean isGenuine(SignedEphemeral said, Standpoint now, OpenChain chain) {
        PublicKeys keys = keysOf(said, now);
        if (keys == null) {
            return false;
        }
        try {
            return said.isBy(chain.replica().services().verifiers().of(keys), chain.id());
        } catch (IllegalArgumentException _) { // no valid keys: nothing that they signed is genuine
            return false;
        }
    }

    private static @Nullable PublicKeys keysOf(SignedEphemeral said, Standpoint now) {
        KeyId author = said.event().facts().author();
        KeyEntry known = now.publicKey(author);
        if (known != null) {
            return known.keys();
        }
        PublicKeys carried = said.carriedKeys();
        return carried != null && carried.id().equals(author) ? carried : null;
    }
}
