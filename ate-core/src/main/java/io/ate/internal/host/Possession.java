package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import org.jspecify.annotations.Nullable;

/** Checks proofs of keys, which are bound to the transcript of one connection's handshake. Thread-safe. */
public record Possession(Hash transcript, Verifiers verifiers) {
    /**
     * The keys whose possession is proven for that chain (32 zero bytes: for the server), or null if the proof does not
     * hold.
     *
     * @param keys the encoded public bundle
     */
    @Nullable
    PublicKeys proven(ChainId chain, Slice keys, Slice signature) {
        try {
            PublicKeys claimed = PublicKeys.of(keys.toArray());
            return holds(KeyProof.PROVE, chain, claimed, signature) ? claimed : null;
        } catch (IllegalArgumentException _) {
            return null; // these bytes are nobody's keys, which the client is told
        }
    }

    /** Tells whether the holder of {@code keys} asked, on this connection, to drop that chain. */
    boolean mayDrop(ChainId chain, PublicKeys keys, Slice signature) {
        return holds(KeyProof.DROP, chain, keys, signature);
    }

    private boolean holds(KeyProof purpose, ChainId chain, PublicKeys keys, Slice signature) {
        return purpose.verify(verifiers.of(keys), keys.id(), transcript, chain, signature);
    }
}
