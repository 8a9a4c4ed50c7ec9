package io.ate.server.internal;

import io.ate.internal.host.Network;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Lets connections in, as many as the server bears, and sets up how they are read. Thread-safe. */
final class Entrance extends ChannelInitializer<SocketChannel> {
    private static final int LINE = 2048;
    private static final int HEADERS = 8192;
    /** So long may whoever is one too many stay, at most: those places are few, and health is asked for there. */
    private static final Duration ON_THE_DOORSTEP = Duration.ofSeconds(2);

    private final EdgeEnvironment environment;
    private final ConnectionCounts counts;
    private final ChannelGroup open;

    /** @param open takes every channel as long as it is open */
    Entrance(EdgeEnvironment environment, ConnectionCounts counts, ChannelGroup open) {
        this.environment = environment;
        this.counts = counts;
        this.open = open;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            Sockets.close(channel); // gone already
            return;
        }
        Network network = Network.of(remote.getAddress());
        switch (counts.enter(network)) {
            case WELCOME -> letIn(channel, network, false);
            case TOO_MANY -> letIn(channel, network, true);
            case SHUT -> {
                environment.metrics().turnedAway();
                environment.log().say(remote, "closing: far too many connections");
                Sockets.close(channel);
            }
        }
    }

    private void letIn(Channel channel, Network network, boolean tooMany) {
        open.add(channel);
        channel.closeFuture().addListener(_ -> counts.leave(network));
        Duration hello = environment.limits().hello();
        Duration patience = tooMany && hello.compareTo(ON_THE_DOORSTEP) > 0 ? ON_THE_DOORSTEP : hello;
        HttpDecoderConfig decoding = new HttpDecoderConfig().setMaxInitialLineLength(LINE).setMaxHeaderSize(HEADERS);
        channel.pipeline()
                .addLast(new Liveness(environment.limits()),
                        new HelloDeadline(patience, environment.log()), new HttpServerCodec(decoding),
                        new WholeRequests(), new HttpEntrance(environment, tooMany));
    }
}
