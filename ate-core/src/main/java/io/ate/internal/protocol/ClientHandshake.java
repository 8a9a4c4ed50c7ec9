package io.ate.internal.protocol;

import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.Hpke;
import io.ate.internal.crypto.HpkeContext;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.crypto.XWingPrivateKey;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.protocol.HandshakeOutcome.Failed;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.util.OptionalInt;

/**
 * How a client comes to a channel: it sends its hello with a key made for this connection, checks that who answers
 * holds the identity key that it shows, and that this is the server it wants. Confined to one connection and one
 * thread; good for one answer.
 */
public final class ClientHandshake implements AutoCloseable {
    private final IdentityCheck identityCheck;
    private final Versions versions;
    private final XWingPrivateKey key;
    private final Slice hello;
    private boolean answered;

    /**
     * @param software name and version of this program, at most 255 bytes
     * @param limits that the server is told
     * @throws IllegalArgumentException if the name is too long
     */
    public ClientHandshake(String software, PeerLimits limits, IdentityCheck identityCheck, Entropy entropy) {
        this(software, limits, identityCheck, entropy, Versions.OURS);
    }

    ClientHandshake(String software, PeerLimits limits, IdentityCheck identityCheck, Entropy entropy,
            Versions versions) {
        this.identityCheck = identityCheck;
        this.versions = versions;
        key = XWingPrivateKey.generate(entropy);
        hello = new ClientHello(versions, HelloKind.checkedSoftware(software), limits,
                Hash.of(entropy.bytes(Hash.BYTES)), Slice.of(key.publicKey().encoded())).encode();
    }

    /** What to send first. */
    public Slice hello() {
        return hello;
    }

    /**
     * Takes what the server answered.
     *
     * @throws IllegalStateException if it has answered already, or this was closed
     */
    public HandshakeOutcome onAnswer(Slice bytes) {
        if (answered) {
            throw new IllegalStateException("a handshake takes one answer");
        }
        answered = true;
        try (key) {
            return switch (HelloKind.read(new WireReader(bytes))) {
                case SERVER -> onHello(ServerHello.decode(bytes));
                case REFUSAL -> onRefusal(Refusal.decode(bytes));
                case CLIENT -> failed(HandshakeFailure.MALFORMED, "the other side is a client too");
            };
        } catch (MalformedException e) {
            return failed(HandshakeFailure.MALFORMED,
                    "the server's hello is malformed: " + e.getMessage() + "; is this the port of an ATE server?");
        }
    }

    private HandshakeOutcome onHello(ServerHello.Signed answer) throws MalformedException {
        ServerHello server = answer.hello();
        PublicBundle identity = identity(server);
        Hash transcript = ServerHello.transcript(hello, answer.statement());
        if (!verifyingKeys(identity).verify(transcript, ServerHello.HELLO, answer.signature())) {
            return failed(HandshakeFailure.IMPOSTOR, "the server does not hold the identity key " + identity.hash()
                    + " that it shows, or somebody changes what is sent: do not trust this connection");
        }
        OptionalInt common = versions.highestCommon(server.versions());
        if (common.isEmpty() || common.getAsInt() != server.version()) {
            return failed(HandshakeFailure.VERSION,
                    "the server chose protocol " + server.version() + " although it speaks "
                            + server.versions() + " and this client " + versions);
        }
        PublicKeys keys = PublicKeys.of(identity.encoded());
        return switch (identityCheck.check(keys)) {
            case IdentityCheck.Decision.Accepted() -> established(server, transcript, keys);
            case IdentityCheck.Decision.Refused(String text) -> failed(HandshakeFailure.IDENTITY, text);
        };
    }

    private Established established(ServerHello server, Hash transcript, PublicKeys identity)
            throws MalformedException {
        Peer peer = new Peer(server.version(), server.software(), server.limits(), identity);
        try (HpkeContext agreed = Hpke.receiver(key, server.encapsulation(), ChannelKeys.info(hello))) {
            return new Established(ChannelKeys.clientEnd(agreed, transcript, peer), Slice.empty());
        } catch (AuthenticationFailedException e) {
            throw new MalformedException("the encapsulation is not one of X-Wing");
        }
    }

    private Failed onRefusal(Refusal refusal) {
        if (versions.highestCommon(refusal.versions()).isEmpty()) {
            return failed(HandshakeFailure.VERSION, "the server (" + refusal.software() + ") speaks protocol "
                    + refusal.versions() + ", this client " + versions + ": use the newer version of both");
        }
        return failed(HandshakeFailure.REFUSED, "the server (" + refusal.software() + ") refused the connection: "
                + refusal.text() + " (" + Reason.ofCode(refusal.code()) + ")");
    }

    private static PublicBundle identity(ServerHello server) throws MalformedException {
        try {
            return PublicBundle.of(server.identity().toArray());
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private static VerifyingKeys verifyingKeys(PublicBundle identity) throws MalformedException {
        try {
            return VerifyingKeys.of(identity);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private static Failed failed(HandshakeFailure failure, String text) {
        return new Failed(failure, text, Slice.empty());
    }

    /** Lets go of the connection's key. Closing again does nothing. */
    @Override
    public void close() {
        key.close();
    }
}
