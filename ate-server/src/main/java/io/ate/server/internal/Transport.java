package io.ate.server.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/** The event loops that move bytes: epoll where it is available, else NIO. Immutable. */
record Transport(EventLoopGroup loops, Class<? extends ServerChannel> listener) {
    static Transport best(int threads) {
        ThreadFactory factory = new DefaultThreadFactory("ate-net", true);
        return Epoll.isAvailable()
                ? new Transport(new MultiThreadIoEventLoopGroup(threads, factory, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel.class)
                : new Transport(new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory()),
                        NioServerSocketChannel.class);
    }
}
