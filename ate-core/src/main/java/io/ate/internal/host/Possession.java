package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.internal.wire.Slice;
import org.jspecify.annotations.Nullable;

/** Checks proofs of keys, which are bound to one connection. Thread-safe. */
public interface Possession {
    /**
     * The keys whose possession is proven for that chain (32 zero bytes: for the server), or null if the proof does not
     * hold.
     *
     * @param keys the encoded public bundle
     */
    @Nullable
    PublicKeys proven(ChainId chain, Slice keys, Slice signature);

    /** Tells whether the holder of {@code keys} asked, on this connection, to drop that chain. */
    boolean mayDrop(ChainId chain, PublicKeys keys, Slice signature);
}
