package io.ate.server;

import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.protocol.ClientHandshake;
import io.ate.internal.protocol.FrameReader;
import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.protocol.HandshakeOutcome;
import io.ate.internal.protocol.IdentityCheck;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.protocol.SecureChannel;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** A client that speaks the protocol message by message, on a blocking socket. Confined to one thread. */
final class WireClient implements AutoCloseable {
    private final RawSocket socket;
    private final SecureChannel channel;
    private final FrameWriter writer;
    private final FrameReader<ToClient> reader;
    private final Deque<ToClient> received = new ArrayDeque<>();
    private int requests;

    private WireClient(RawSocket socket, SecureChannel channel) {
        this.socket = socket;
        this.channel = channel;
        this.writer = new FrameWriter(channel);
        this.reader = FrameReader.atClient(channel, PeerLimits.LONGEST_MESSAGE);
    }

    static WireClient connect(int port) throws IOException {
        return connect(RawSocket.upgraded(port));
    }

    /** A client at another address of this machine's. */
    static WireClient connect(int port, InetAddress from) throws IOException {
        return connect(RawSocket.upgraded(port, from));
    }

    private static WireClient connect(RawSocket socket) throws IOException {
        try (ClientHandshake handshake = handshake()) {
            socket.frame(handshake.hello());
            HandshakeOutcome outcome = handshake.onAnswer(Slice.of(socket.binary()));
            if (outcome instanceof HandshakeOutcome.Established(SecureChannel channel, Slice _)) {
                return new WireClient(socket, channel);
            }
            throw new AssertionError("no channel: " + outcome);
        }
    }

    /** A handshake that takes any server. */
    static ClientHandshake handshake() {
        return new ClientHandshake("test", PeerLimits.WIDEST, _ -> new IdentityCheck.Decision.Accepted(),
                Entropy.system());
    }

    RawSocket socket() {
        return socket;
    }

    Hash transcript() {
        return channel.transcript();
    }

    int nextRequest() {
        return ++requests;
    }

    /** Sends messages in as few frames as may be. */
    void send(ToServer... messages) throws IOException {
        for (ToServer message : messages) {
            writer.add(message);
        }
        for (Slice frame = writer.next(); frame != null; frame = writer.next()) {
            socket.frame(frame);
        }
    }

    /** The frame with that message as it would be sent, without sending it. */
    byte[] sealed(ToServer message) {
        writer.add(message);
        Slice frame = writer.next();
        if (frame == null) {
            throw new AssertionError("nothing to send");
        }
        return frame.toArray();
    }

    ToClient receive() throws IOException {
        while (received.isEmpty()) {
            try {
                received.addAll(reader.read(Slice.of(socket.binary())));
            } catch (AuthenticationFailedException
                    | MalformedException e) {
                throw new AssertionError("the server sent nonsense", e);
            }
        }
        return received.remove();
    }

    /** The next message of that kind for which the condition holds; others are passed over. */
    <M extends ToClient> M await(Class<M> kind, Predicate<M> condition) throws IOException {
        while (true) {
            ToClient message = receive();
            if (kind.isInstance(message) && condition.test(kind.cast(message))) {
                return kind.cast(message);
            }
        }
    }

    <M extends ToClient> M await(Class<M> kind) throws IOException {
        return await(kind, _ -> true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        socket.close();
    }
}
