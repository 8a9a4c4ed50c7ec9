package io.ate.internal.protocol;

import io.ate.Reason;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Hpke;
import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.protocol.HandshakeOutcome.Failed;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.OptionalInt;

/**
 * How a server comes to a channel: it answers the client's hello by its own, which its identity signs, and both derive
 * the keys from an agreement to the client's key of this connection. Immutable and thread-safe; one serves any number
 * of connections.
 */
public final class ServerHandshake {
    private final HeldKeys identity;
    private final String software;
    private final PeerLimits limits;
    private final Entropy entropy;
    private final Versions versions;

    /**
     * @param software name and version of this program, at most 255 bytes
     * @param limits that clients are told
     * @throws IllegalArgumentException if the name is too long
     */
    public ServerHandshake(HeldKeys identity, String software, PeerLimits limits, Entropy entropy) {
        this(identity, software, limits, entropy, Versions.OURS);
    }

    ServerHandshake(HeldKeys identity, String software, PeerLimits limits, Entropy entropy, Versions versions) {
        this.identity = identity;
        this.software = HelloKind.checkedSoftware(software);
        this.limits = limits;
        this.entropy = entropy;
        this.versions = versions;
    }

    /** Takes the first binary frame of a connection. Costs one encapsulation and one signature, if it is a hello. */
    public HandshakeOutcome onHello(Slice bytes) {
        try {
            Versions theirs = ClientHello.versions(bytes);
            OptionalInt common = versions.highestCommon(theirs);
            if (common.isEmpty()) {
                String text = "the client speaks protocol " + theirs + ", this server " + versions;
                return new Failed(HandshakeFailure.VERSION, text, refusal(Reason.UNSUPPORTED, text));
            }
            return answer(bytes, ClientHello.decode(bytes), common.getAsInt());
        } catch (MalformedException e) {
            return new Failed(HandshakeFailure.MALFORMED, "the client's hello is malformed: " + e.getMessage(),
                    Slice.empty());
        }
    }

    /** What to send to a client that is turned away before its hello is looked at, as when there are too many. */
    public Slice refusal(Reason reason, String text) {
        return new Refusal(versions, software, reason.code(), text).encode();
    }

    private Established answer(Slice bytes, ClientHello hello, int version) throws MalformedException {
        try (Hpke.Sender agreed = agree(hello, bytes)) {
            Slice statement = new ServerHello(versions, version, software, limits,
                    Hash.of(entropy.bytes(Hash.BYTES)), Slice.of(identity.publicKeys().encoded()),
                    agreed.encapsulation()).statement();
            Hash transcript = ServerHello.transcript(bytes, statement);
            Slice signature = Slice.of(identity.sign(transcript, ServerHello.HELLO));
            Peer client = new Peer(version, hello.software(), hello.limits(), null);
            return new Established(ChannelKeys.serverEnd(agreed.context(), transcript, client),
                    ServerHello.encode(statement, signature));
        }
    }

    private Hpke.Sender agree(ClientHello hello, Slice bytes) throws MalformedException {
        try {
            return Hpke.sender(XWingPublicKey.of(hello.key().toArray()), ChannelKeys.info(bytes), entropy);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the client's key is not one of X-Wing");
        }
    }
}
