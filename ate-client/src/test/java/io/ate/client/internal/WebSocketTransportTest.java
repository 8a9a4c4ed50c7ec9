package io.ate.client.internal;

import io.ate.internal.replica.Transport;
import io.ate.internal.wire.Slice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketTransportTest {
    /** Gives up so soon that tests see it, and not before a busy machine has made a connection. */
    private static final WebSocketTransport.Times HASTY = new WebSocketTransport.Times(Duration.ofSeconds(30),
            Duration.ofMillis(100), Duration.ofSeconds(5));

    private final ClientLoops loops = new ClientLoops();
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    private final Recorder receiver = new Recorder();

    @AfterEach
    void close() {
        loops.close();
        waiting.shutdown();
    }

    private String end(ServerPlace server) throws Exception {
        return end(server, WebSocketTransport.Times.DEFAULT);
    }

    private String end(ServerPlace server, WebSocketTransport.Times times) throws Exception {
        new WebSocketTransport(server, loops, waiting, times).connect(receiver);
        return receiver.end.get(60, TimeUnit.SECONDS);
    }

    @Test
    void whereNobodyListensTheTextSaysWhatToDo() throws Exception {
        try (Socket deaf = new Socket()) { // holds the port, so that no other test's server can take it
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = deaf.getLocalPort();
            assertThat(end(new ServerPlace("localhost", port))).isEqualTo("nobody listens at localhost:" + port
                    + ": check the address, or start its server (atedb solo, or AteServer.open)");
        }
    }

    @Test
    void aHostThatIsNoneIsSaidToBeNone() throws Exception {
        assertThat(end(new ServerPlace("no-such-host.invalid", 5000))).contains("no host named no-such-host.invalid");
    }

    @Test
    void anotherWebServerIsSaidToBeNoneOfOurs() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.head(socket);
            FakeServer.say(socket, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(end(server.place())).contains("404 Not Found", "is it an ATE server?");
        }
    }

    @Test
    void ofWhoHangsUpLateItIsSaidThatOneMayHaveBeenTooSlowOneself() {
        ServerPlace server = new ServerPlace("example.com", 5000);
        assertThat(Upgrade.hungUp(server, Duration.ofMillis(100)))
                .isEqualTo("what listens at example.com:5000 hung up: is it an ATE server?");
        assertThat(Upgrade.hungUp(server, Duration.ofMillis(12_345)))
                .startsWith("what listens at example.com:5000 hung up after 12 s")
                .contains("too busy", "this program was too slow", "no ATE server");
    }

    @Test
    void theReasonOfARefusalIsHandedOn() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.head(socket);
            FakeServer.say(socket, "HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\ntoo many\n");
        })) {
            assertThat(end(server.place())).endsWith("503 Busy\": too many");
        }
    }

    @Test
    void aServerOfAnotherProtocolIsRefused() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.upgrade(socket, "chat");
            socket.getInputStream().read();
        })) {
            assertThat(end(server.place())).contains("is no ATE server");
        }
    }

    @Test
    void whatIsNoWebServerIsRefused() throws Exception {
        try (FakeServer server = new FakeServer(
                socket -> FakeServer.say(socket, "220 mail.example.com ESMTP\r\n\r\n"))) {
            assertThat(end(server.place())).contains(server.place().toString());
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        try (FakeServer server = new FakeServer(socket -> socket.getInputStream().readAllBytes())) {
            assertThat(end(server.place(), HASTY)).contains("nothing was heard");
        }
    }

    @Test
    void aConnectionThatFallsSilentIsPingedAndGivenUp() throws Exception {
        CompletableFuture<byte[]> heard = new CompletableFuture<>();
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.upgrade(socket, "ate.v1");
            heard.complete(socket.getInputStream().readAllBytes());
        })) {
            assertThat(end(server.place(), HASTY)).contains("nothing was heard");
            assertThat(heard.get(60, TimeUnit.SECONDS)[0]).isEqualTo((byte) 0x89); // a ping
        }
    }

    @Test
    void framesComeInOrderAndTheReasonOfTheEndLast() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.upgrade(socket, "ate.v1");
            for (byte i = 1; i <= 100; i++) {
                FakeServer.frame(socket, 0x82, new byte[] {i});
            }
            FakeServer.frame(socket, 0x88, ("\u0003\u00e9" + "going").getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        })) {
            assertThat(end(server.place())).endsWith("closed the connection: going");
            for (byte i = 1; i <= 100; i++) {
                assertThat(receiver.frames.take().toArray()).containsExactly(i);
            }
        }
    }

    @Test
    void ofAConnectionThatThisProgramClosesTheServerIsNotSaidToHave() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.upgrade(socket, "ate.v1");
            var _ = socket.getInputStream().read();
            FakeServer.frame(socket, 0x88, ("\u0003\u00e8" + "Bye").getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        })) {
            new WebSocketTransport(server.place(), loops, waiting, WebSocketTransport.Times.DEFAULT).connect(receiver);
            receiver.sink.get(60, TimeUnit.SECONDS).close();
            assertThat(receiver.end.get(60, TimeUnit.SECONDS))
                    .isEqualTo("this program closed the connection to " + server.place());
        }
    }

    @Test
    void aFrameThatIsTooLongEndsTheConnection() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.upgrade(socket, "ate.v1");
            socket.getOutputStream().write(new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 127, 0, 0, 0});
            socket.getInputStream().readAllBytes();
        })) {
            assertThat(end(server.place())).contains("frame length");
        }
    }

    @Test
    void aTextFrameEndsTheConnection() throws Exception {
        try (FakeServer server = new FakeServer(socket -> {
            FakeServer.upgrade(socket, "ate.v1");
            FakeServer.frame(socket, 0x81, new byte[] {'h', 'i'});
            socket.getInputStream().readAllBytes();
        })) {
            assertThat(end(server.place())).contains("does not speak as an ATE server does");
        }
    }

    /** Takes what comes. */
    private static final class Recorder implements Transport.Receiver {
        private final LinkedBlockingQueue<Slice> frames = new LinkedBlockingQueue<>();
        private final CompletableFuture<Transport.Sink> sink = new CompletableFuture<>();
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void connected(Transport.Sink connection) {
            assertThat(end).isNotDone();
            sink.complete(connection);
        }

        @Override
        public void received(Slice frame) {
            assertThat(end).isNotDone();
            frames.add(frame);
        }

        @Override
        public void ended(String why) {
            assertThat(end.complete(why)).isTrue();
        }
    }
}
