package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;

/**
 * Shows that the other side of a channel holds a key, for one purpose and one chain. The signature is over
 * {@code SHA-256(label ‖ transcript (32) ‖ chain id (32) ‖ key id (16))}: since no two channels have the same
 * transcript, it is worthless on every other connection, at every other server, for every other chain and key.
 * Immutable and thread-safe.
 */
public final class KeyProof {
    /** To act under the key on a chain, as long as the connection lasts. */
    public static final KeyProof PROVE = new KeyProof("ate/prove/1");
    /** To destroy the chain, as one of its owners. */
    public static final KeyProof DROP = new KeyProof("ate/drop/1");
    /** What stands for the server itself where a chain is named: 32 zero bytes. */
    public static final ChainId SERVER = ChainId.of(new byte[Hash.BYTES]);

    private final Label label;

    private KeyProof(String label) {
        this.label = Label.of(label);
    }

    /** The signature of {@code keys}, for the channel of that transcript. */
    public Slice sign(HeldKeys keys, Hash transcript, ChainId chain) {
        return Slice.of(keys.sign(digest(transcript, chain, keys.id()), label));
    }

    /**
     * Tells whether {@code signature} is right.
     *
     * @param keys the decoded keys of the bundle that {@code id} names
     */
    public boolean verify(VerifyingKeys keys, KeyId id, Hash transcript, ChainId chain, Slice signature) {
        return signature.length() <= Bounds.SIGNATURE && keys.verify(digest(transcript, chain, id), label, signature);
    }

    private Hash digest(Hash transcript, ChainId chain, KeyId id) {
        byte[] key = new WireWriter(KeyId.BYTES).bits64(id.high()).bits64(id.low()).toArray();
        return Sha256.of(label).fixed(transcript).fixed(chain.bytes()).fixed(key).digest();
    }
}
