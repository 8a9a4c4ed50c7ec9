package io.ate.client.internal;

import io.ate.internal.replica.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries frames to one server in WebSockets. Thread-safe. */
public final class WebSocketTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketTransport.class);
    private static final int HTTP_ANSWER = 16 << 10;

    private final ServerPlace server;
    private final ClientLoops loops;
    private final Executor waiting;
    private final Times times;

    /**
     * How long things may take. Immutable.
     *
     * @param connect until somebody answers the call
     * @param ping of silence, until the server is asked whether it is still there
     * @param silence until it is given up
     */
    public record Times(Duration connect, Duration ping, Duration silence) {
        /** 5 seconds to connect, a ping after 15 of silence, the end after 45. */
        public static final Times DEFAULT = new Times(Duration.ofSeconds(5), Duration.ofSeconds(15),
                Duration.ofSeconds(45));
    }

    /** @param waiting runs what waits for name servers, and the cryptography of a connection's beginning */
    public WebSocketTransport(ServerPlace server, ClientLoops loops, Executor waiting, Times times) {
        this.server = server;
        this.loops = loops;
        this.waiting = waiting;
        this.times = times;
    }

    @Override
    public void connect(Receiver receiver) {
        waiting.execute(() -> {
            try {
                connect(List.of(InetAddress.getAllByName(server.bareHost())).iterator(), receiver);
            } catch (UnknownHostException e) {
                receiver.ended(ConnectionFault.text(server, e));
            }
        });
    }

    /** Tries one address after the other: "localhost" often is two, of which a server listens on one. */
    private void connect(Iterator<InetAddress> addresses, Receiver receiver) {
        if (!loops.begin(() -> connectTo(addresses.next(), addresses, receiver))) {
            receiver.begun(() -> {
                // who gave up need not be told of what follows; there is nothing to end
            });
            receiver.ended("this client is closed");
        }
    }

    private void connectTo(InetAddress first, Iterator<InetAddress> others, Receiver receiver) {
        InetSocketAddress address = new InetSocketAddress(first, server.port());
        LOG.debug("trying {}", address);
        Bootstrap bootstrap = loops.bootstrap(times.connect()).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                receiver.begun(() -> {
                    var _ = channel.close();
                });
                channel.pipeline()
                        .addLast(new Liveness(times), new HttpClientCodec(), new HttpObjectAggregator(HTTP_ANSWER),
                                new Upgrade(server, receiver, waiting));
            }
        });
        bootstrap.connect(address).addListener(done -> {
            if (done.isSuccess()) {
                return;
            }
            if (others.hasNext()) {
                connect(others, receiver);
            } else {
                receiver.ended(ConnectionFault.text(server, done.cause()));
            }
        });
    }
}
