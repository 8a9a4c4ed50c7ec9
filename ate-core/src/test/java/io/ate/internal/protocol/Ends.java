package io.ate.internal.protocol;

import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.wire.Slice;
import java.util.SplittableRandom;

/** Both ends of a channel, and what it takes to make them, all of which follows from a seed. */
record Ends(SecureChannel client, SecureChannel server) {
    static final IdentityCheck ANYBODY = _ -> new IdentityCheck.Decision.Accepted();

    static Entropy entropy(long seed) {
        return new SplittableRandom(seed)::nextBytes;
    }

    static HeldKeys keys(long seed) {
        return HeldKeys.generate(entropy(seed));
    }

    static ServerHandshake serverHandshake(HeldKeys identity, long seed) {
        return new ServerHandshake(identity, "a server", PeerLimits.WIDEST, entropy(seed));
    }

    static ClientHandshake clientHandshake(long seed) {
        return new ClientHandshake("a client", PeerLimits.WIDEST, ANYBODY, entropy(seed));
    }

    /** A new connection to the server with that identity. */
    static Ends connect(HeldKeys identity, long seed) {
        try (ClientHandshake client = clientHandshake(2 * seed)) {
            Established atServer = (Established) serverHandshake(identity, 2 * seed + 1).onHello(client.hello());
            Established atClient = (Established) client.onAnswer(atServer.reply());
            return new Ends(atClient.channel(), atServer.channel());
        }
    }

    /** A new connection to some server. */
    static Ends connect(long seed) {
        try (HeldKeys identity = keys(seed)) {
            return connect(identity, seed);
        }
    }

    static Slice copy(Slice bytes) {
        return Slice.of(bytes.toArray());
    }

    static Slice changed(Slice bytes, int index, int change) {
        byte[] changed = bytes.toArray();
        changed[index] ^= (byte) change;
        return Slice.of(changed);
    }
}
