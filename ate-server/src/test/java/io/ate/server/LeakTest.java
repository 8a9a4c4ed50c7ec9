package io.ate.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.ListChains;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Netty's detector, set to look at every buffer, finds none that was forgotten: whatever other tests do meanwhile. */
class LeakTest {
    @Test
    void noBufferIsForgottenHoweverConnectionsEnd() throws Exception {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        ListAppender<ILoggingEvent> reports = new ListAppender<>();
        reports.start();
        logger.addAppender(reports);
        try (AteServer server = AteServer.inMemory(); OneWritersChain chain = new OneWritersChain("test/leaks", 1)) {
            for (int i = 0; i < 20; i++) {
                useAndAbuse(server.port(), chain);
                collect();
            }
        } finally {
            logger.detachAppender(reports);
        }
        List<ILoggingEvent> leaks = List.copyOf(reports.list);
        assertThat(leaks).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    }

    private static void useAndAbuse(int port, OneWritersChain chain) throws IOException {
        try (WireClient client = WireClient.connect(port)) {
            chain.openedBy(client);
            client.send(chain.commit(client, 1, 1000));
            client.await(Committed.class);
            byte[] frame = client.sealed(new ListChains(client.nextRequest()));
            client.socket().frame(RawSocket.BINARY, frame).frame(RawSocket.BINARY, frame).ending();
        }
        try (RawSocket socket = RawSocket.upgraded(port)) {
            socket.frame(RawSocket.TEXT, new byte[100]).frame(RawSocket.BINARY, new byte[100]).ending();
        }
        try (RawSocket socket = RawSocket.upgraded(port)) {
            socket.frame(RawSocket.PING, new byte[100]).frame(RawSocket.BINARY, new byte[4000]).ending();
        }
        try (RawSocket socket = new RawSocket(port)) {
            socket.send("POST / HTTP/1.1\r\nContent-Length: 500\r\n\r\n" + "x".repeat(500)).answer();
        }
        try (RawSocket socket = RawSocket.upgraded(port)) {
            socket.send(RawSocket.header(0x82, 4000)).send(new byte[2000]);
        }
    }

    /** Makes forgotten buffers known; the detector reports them when the next ones are taken. */
    private static void collect() {
        System.gc();
    }
}
