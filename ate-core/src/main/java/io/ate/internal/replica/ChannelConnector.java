package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.protocol.ClientHandshake;
import io.ate.internal.protocol.FrameReader;
import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.HandshakeOutcome;
import io.ate.internal.protocol.IdentityCheck;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.protocol.SecureChannel;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Puts the secure channel on a transport: shakes hands, opens what comes, seals what goes. Thread-safe. */
public final class ChannelConnector implements Connector {
    private final Transport transport;
    private final String software;
    private final IdentityCheck identityCheck;
    private final Entropy entropy;

    /**
     * @param software name and version of this program
     * @param identityCheck decides whether a server is the right one
     */
    public ChannelConnector(Transport transport, String software, IdentityCheck identityCheck, Entropy entropy) {
        this.transport = transport;
        this.software = software;
        this.identityCheck = identityCheck;
        this.entropy = entropy;
    }

    @Override
    public void connect(Receiver receiver) {
        transport.connect(new Attempt(receiver));
    }

    /** One connection. Its receiving side is used by the transport, one call at a time. */
    private final class Attempt implements Transport.Receiver {
        private final Receiver receiver;
        private Transport.@Nullable Sink sink;
        private @Nullable ClientHandshake handshake;
        private @Nullable SealedLine line;
        private @Nullable FrameReader<ToClient> reader;
        private boolean ended;

        private Attempt(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void begun(Runnable giveUp) {
            receiver.begun(giveUp);
        }

        @Override
        public void connected(Transport.Sink connected) {
            sink = connected;
            ClientHandshake begun = new ClientHandshake(software, PeerLimits.WIDEST, identityCheck, entropy);
            handshake = begun;
            connected.send(List.of(begun.hello()));
        }

        @Override
        public void received(Slice frame) {
            if (ended) {
                return;
            }
            FrameReader<ToClient> opener = reader;
            if (opener == null) {
                answer(frame);
                return;
            }
            try {
                receiver.received(opener.read(frame));
            } catch (AuthenticationFailedException _) { // the text says all that there is to say of it
                end(new End.Lost(
                        "a frame from the server does not open: it was changed, repeated or left out on the way"));
            } catch (MalformedException e) {
                end(new End.Lost("the server sent what is no message: " + e.getMessage()));
            }
        }

        @Override
        public void ended(String why) {
            end(new End.Lost(why));
        }

        private void answer(Slice hello) {
            switch (Objects.requireNonNull(handshake, "a server answers no sooner than it is asked").onAnswer(hello)) {
                case HandshakeOutcome.Established(SecureChannel agreed, Slice _) -> {
                    SealedLine established = new SealedLine(agreed, Objects.requireNonNull(sink));
                    line = established;
                    reader = FrameReader.atClient(agreed, PeerLimits.LONGEST_MESSAGE);
                    receiver.established(established);
                }
                case HandshakeOutcome.Failed(HandshakeFailure failure, String text, Slice _) ->
                        end(failure == HandshakeFailure.REFUSED ? new End.Lost(text) : new End.Refused(failure, text));
            }
        }

        private void end(End end) {
            if (ended) {
                return;
            }
            ended = true;
            if (handshake != null) {
                handshake.close();
            }
            if (line != null) {
                line.end();
            }
            if (sink != null) {
                sink.close();
            }
            receiver.ended(end);
        }
    }

    /**
     * The sending side. What is to be sent gathers, and goes in as few frames as may be as soon as the connection's
     * thread gets to it: who sends much sends large frames. The connection may end on another thread, perhaps in the
     * midst of sending: the keys are zeroed between two frames, so that nothing is ever sealed with a zeroed key.
     */
    private static final class SealedLine implements Line {
        private final SecureChannel channel;
        private final FrameWriter writer;
        private final Transport.Sink sink;
        private final ConcurrentLinkedQueue<ToServer> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean asked = new AtomicBoolean();
        private boolean ended;
        private volatile boolean closing;

        private SealedLine(SecureChannel channel, Transport.Sink sink) {
            this.channel = channel;
            this.writer = new FrameWriter(channel);
            this.sink = sink;
        }

        @Override
        public Hash transcript() {
            return channel.transcript();
        }

        @Override
        public PublicKeys identity() {
            return Objects.requireNonNull(channel.peer().identity(), "a server has an identity");
        }

        @Override
        public void send(List<ToServer> messages) {
            waiting.addAll(messages);
            askToSend();
        }

        private void askToSend() {
            if (asked.compareAndSet(false, true)) {
                sink.execute(this::sendWaiting);
            }
        }

        private synchronized void sendWaiting() {
            asked.set(false);
            if (ended) {
                waiting.clear(); // nobody is there to receive it
                return;
            }
            while (writer.encodedBytes() < FrameWriter.FRAME && !waiting.isEmpty()) {
                writer.add(waiting.remove());
            }
            List<Slice> frames = new ArrayList<>();
            for (Slice frame = writer.next(); frame != null; frame = writer.next()) {
                frames.add(frame);
            }
            sink.send(frames);
            if (!waiting.isEmpty()) {
                askToSend(); // after what else the connection's thread has to do
            } else if (closing) {
                sink.close();
            }
        }

        private synchronized void end() {
            ended = true;
            channel.close();
        }

        /** The end waits its turn: it must not overtake what was sent before it. */
        @Override
        public void close(String why) {
            closing = true;
            askToSend();
        }
    }
}
