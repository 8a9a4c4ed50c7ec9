package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.SeededEntropy;
import io.ate.internal.protocol.FrameReader;
import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.HandshakeOutcome;
import io.ate.internal.protocol.IdentityCheck;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.NoticeKind;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.protocol.SecureChannel;
import io.ate.internal.protocol.ServerHandshake;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ChannelConnectorTest {
    private static final HeldKeys SERVER = Keys.of("server");
    private static final Notice HELLO = new Notice(NoticeKind.TEXT, "welcome");

    private final Told told = new Told();

    private Server connect(IdentityCheck check) {
        Server server = new Server();
        new ChannelConnector(server, "a test", check, new SeededEntropy(1)).connect(told);
        return server;
    }

    private Server connected() {
        return connect(_ -> new IdentityCheck.Decision.Accepted());
    }

    @Test
    void messagesGoBothWaysThroughTheChannel() throws Exception {
        Server server = connected();
        Line line = Objects.requireNonNull(told.line);
        assertThat(line.identity()).isEqualTo(SERVER.publicKeys());
        assertThat(line.transcript()).isEqualTo(Objects.requireNonNull(server.channel).transcript());
        line.send(List.of(new ListChains(1), new ListChains(2)));
        assertThat(server.received()).containsExactly(new ListChains(1), new ListChains(2));
        assertThat(server.frames).as("what is sent together shares a frame").isEqualTo(1);
        server.send(HELLO);
        assertThat(told.messages).containsExactly(HELLO);
        assertThat(told.end).isNull();
    }

    @Test
    void whatIsSentWhileTheConnectionIsBusyGoesTogetherAndInOrder() throws Exception {
        Server server = connected();
        server.busy = true;
        Line line = Objects.requireNonNull(told.line);
        List<ToServer> all = new ArrayList<>();
        for (int request = 1; request <= 1_000; request++) {
            all.add(new ListChains(request));
            line.send(List.of(new ListChains(request)));
        }
        assertThat(server.received()).isEmpty();
        server.hasTime();
        assertThat(server.received()).isEqualTo(all);
        assertThat(server.frames).isEqualTo(1);
    }

    @Test
    void theOwnEndDoesNotOvertakeWhatWasSentBefore() throws Exception {
        Server server = connected();
        server.busy = true;
        Line line = Objects.requireNonNull(told.line);
        List<ToServer> all = new ArrayList<>();
        for (int request = 1; request <= 200_000; request++) { // more than goes in one frame
            all.add(new ListChains(request));
        }
        line.send(all);
        line.close("done");
        assertThat(server.closed).isFalse();
        while (!server.tasks.isEmpty()) {
            assertThat(server.closed).isFalse();
            server.hasTime();
        }
        assertThat(server.closed).isTrue();
        assertThat(server.frames).isGreaterThan(1);
        assertThat(server.received()).isEqualTo(all);
    }

    @Test
    void nothingIsSentBehindTheEnd() throws Exception {
        Server server = connected();
        server.busy = true;
        Line line = Objects.requireNonNull(told.line);
        line.send(List.of(new ListChains(1)));
        Objects.requireNonNull(server.receiver).ended("the cable was pulled");
        server.hasTime();
        line.send(List.of(new ListChains(2)));
        assertThat(server.frames).isZero();
    }

    @Test
    void aServerThatIsNotTheRightOneIsRefusedForGood() {
        Server server = connect(_ -> new IdentityCheck.Decision.Refused("the identity has changed"));
        assertThat(told.line).isNull();
        assertThat(told.end)
                .isEqualTo(new Connector.End.Refused(HandshakeFailure.IDENTITY, "the identity has changed"));
        assertThat(server.closed).isTrue();
    }

    @Test
    void aFrameThatWasChangedEndsTheConnection() {
        Server server = connected();
        server.meddle = true;
        server.send(HELLO);
        server.send(HELLO);
        assertThat(told.messages).isEmpty();
        assertThat(told.end).isInstanceOf(Connector.End.Lost.class);
        assertThat(server.closed).isTrue();
    }

    @Test
    void anotherKindOfServerIsReportedAsSuch() {
        Transport transport = receiver -> receiver.connected(new Transport.Sink() {
            @Override
            public void execute(Runnable task) {
                task.run();
            }

            @Override
            public void send(List<Slice> frames) {
                receiver.received(Slice.of("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII)));
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        });
        new ChannelConnector(transport, "a test", _ -> new IdentityCheck.Decision.Accepted(), new SeededEntropy(1))
                .connect(told);
        assertThat(told.end).isInstanceOfSatisfying(Connector.End.Refused.class,
                end -> assertThat(end.failure()).isEqualTo(HandshakeFailure.MALFORMED));
    }

    @Test
    void theEndOfTheTransportIsTheEndOfTheConnection() {
        Server server = connected();
        Objects.requireNonNull(server.receiver).ended("the cable was pulled");
        assertThat(told.end).isEqualTo(new Connector.End.Lost("the cable was pulled"));
    }

    /** What the connector tells. */
    private static final class Told implements Connector.Receiver {
        private @Nullable Line line;
        private final List<ToClient> messages = new ArrayList<>();
        private Connector.@Nullable End end;

        @Override
        public void established(Line established) {
            line = established;
        }

        @Override
        public void received(List<ToClient> some) {
            messages.addAll(some);
        }

        @Override
        public void ended(Connector.End why) {
            assertThat(end).as("told once").isNull();
            end = why;
        }
    }

    /** The server's end, on the same thread. */
    private static final class Server implements Transport, Transport.Sink {
        private Transport.@Nullable Receiver receiver;
        private @Nullable SecureChannel channel;
        private @Nullable FrameReader<ToServer> reader;
        private @Nullable FrameWriter writer;
        private final List<Slice> waiting = new ArrayList<>();
        private final List<Runnable> tasks = new ArrayList<>();
        private boolean busy;
        private int frames;
        private boolean meddle;
        private boolean closed;

        @Override
        public void connect(Transport.Receiver told) {
            receiver = told;
            told.connected(this);
        }

        @Override
        public void execute(Runnable task) {
            if (busy) {
                tasks.add(task);
            } else {
                task.run();
            }
        }

        private void hasTime() {
            busy = false;
            List<Runnable> waited = List.copyOf(tasks);
            tasks.clear();
            waited.forEach(Runnable::run);
        }

        @Override
        public void send(List<Slice> sent) {
            sent.forEach(this::send);
        }

        private void send(Slice frame) {
            if (channel != null) {
                frames++;
                waiting.add(frame);
                return;
            }
            HandshakeOutcome outcome = new ServerHandshake(SERVER, "a server", PeerLimits.WIDEST, new SeededEntropy(2))
                    .onHello(frame);
            if (outcome instanceof HandshakeOutcome.Established(SecureChannel agreed, Slice reply)) {
                channel = agreed;
                reader = FrameReader.atServer(agreed, PeerLimits.LONGEST_MESSAGE);
                writer = new FrameWriter(agreed);
                Objects.requireNonNull(receiver).received(Slice.of(reply.toArray()));
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private List<ToServer> received() throws AuthenticationFailedException, MalformedException {
            List<ToServer> messages = new ArrayList<>();
            for (Slice each : waiting) {
                messages.addAll(Objects.requireNonNull(reader).read(each));
            }
            return messages;
        }

        private void send(ToClient message) {
            FrameWriter sealing = Objects.requireNonNull(writer);
            sealing.add(message);
            byte[] frame = Objects.requireNonNull(sealing.next()).toArray();
            if (meddle) {
                frame[3] ^= 1;
            }
            Objects.requireNonNull(receiver).received(Slice.of(frame));
        }
    }

    @Test
    void theIdentityIsTheOneThatWasChecked() {
        List<PublicKeys> asked = new ArrayList<>();
        connect(identity -> {
            asked.add(identity);
            return new IdentityCheck.Decision.Accepted();
        });
        assertThat(asked).containsExactly(SERVER.publicKeys());
    }
}
