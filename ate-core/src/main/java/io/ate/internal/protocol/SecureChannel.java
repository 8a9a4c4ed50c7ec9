package io.ate.internal.protocol;

import io.ate.internal.crypto.FrameOpener;
import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.wire.Hash;

/**
 * One end of an established channel: seals and opens frames, knows who is at the other end, and the transcript that
 * ties proofs to this connection. Used through one {@link FrameWriter} and one {@link FrameReader}, each confined to
 * one thread at a time, possibly different ones.
 */
public final class SecureChannel implements AutoCloseable {
    private final FrameSealer sealer;
    private final FrameOpener opener;
    private final Hash transcript;
    private final Peer peer;

    SecureChannel(FrameSealer sealer, FrameOpener opener, Hash transcript, Peer peer) {
        this.sealer = sealer;
        this.opener = opener;
        this.transcript = transcript;
        this.peer = peer;
    }

    /** The hash over both hellos, the same at both ends and on no other connection. */
    public Hash transcript() {
        return transcript;
    }

    /** Who is at the other end. */
    public Peer peer() {
        return peer;
    }

    FrameSealer sealer() {
        return sealer;
    }

    FrameOpener opener() {
        return opener;
    }

    /** Zeroes the keys: nothing is sealed or opened any more. Closing again does nothing. */
    @Override
    public void close() {
        sealer.close();
        opener.close();
    }
}
