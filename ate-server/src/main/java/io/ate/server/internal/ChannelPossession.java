package io.ate.server.internal;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.internal.host.Possession;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import org.jspecify.annotations.Nullable;

/** Checks proofs of keys against the transcript of one connection's handshake. Immutable. */
record ChannelPossession(Hash transcript, Verifiers verifiers) implements Possession {
    @Override
    public @Nullable PublicKeys proven(ChainId chain, Slice keys, Slice signature) {
        try {
            PublicKeys claimed = PublicKeys.of(keys.toArray());
            return holds(KeyProof.PROVE, chain, claimed, signature) ? claimed : null;
        } catch (IllegalArgumentException _) {
            return null; // these bytes are nobody's keys, which the client is told
        }
    }

    @Override
    public boolean mayDrop(ChainId chain, PublicKeys keys, Slice signature) {
        return holds(KeyProof.DROP, chain, keys, signature);
    }

    private boolean holds(KeyProof purpose, ChainId chain, PublicKeys keys,
            Slice signature) {
        return purpose.verify(verifiers.of(keys), keys.id(), transcript, chain, signature);
    }
}
