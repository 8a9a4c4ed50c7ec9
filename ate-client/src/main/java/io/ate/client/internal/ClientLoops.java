package io.ate.client.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of a client, by epoll where it is available, else by NIO. Thread-safe. It is a daemon, so forgetting
 * to
 * close keeps no program alive.
 */
public final class ClientLoops implements AutoCloseable {
    private static final long PATIENCE = 5;

    private final EventLoopGroup loops;
    private final Class<? extends Channel> channel;

    public ClientLoops() {
        DefaultThreadFactory threads = new DefaultThreadFactory("ate-client-net", true);
        boolean epoll = Epoll.isAvailable();
        loops = new MultiThreadIoEventLoopGroup(1, threads,
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        channel = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Bootstrap bootstrap(Duration timeout) {
        return new Bootstrap().group(loops)
                .channel(channel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()));
    }

    /** Runs a task later, on the event loop, which it must not hold up. */
    public void after(long millis, Runnable task) {
        if (!loops.isShuttingDown()) {
            var _ = loops.schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, PATIENCE, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
