package io.ate.server.internal;

import io.ate.AteException;
import io.ate.server.AddressInUseException;
import io.ate.server.ServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The open port. Thread-safe. */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);
    private static final int LEAST_READ = 512;
    private static final int FIRST_READ = 4 << 10;
    private static final int LONGEST_READ = 64 << 10;
    /** So often in a row one connection is read before others of its loop get their turn. */
    private static final int READS = 8;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /**
     * Opens the port.
     *
     * @throws AddressInUseException if it is taken
     * @throws AteException if the address is none of this machine's, or the port may not be opened
     */
    static Listener open(Transport transport, ServerConfig config, ChannelHandler entrance) {
        InetSocketAddress address = new InetSocketAddress(config.listen(), config.port());
        ChannelFuture bound = new ServerBootstrap().group(transport.loops())
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, LONGEST_READ)
                                .maxMessagesPerRead(READS))
                .childHandler(entrance)
                .bind(address)
                .awaitUninterruptibly();
        Throwable fault = bound.cause();
        if (fault != null) {
            throw failure(address, fault);
        }
        return new Listener(bound.channel());
    }

    /**
     * Looks whether the port could be opened now, before anything is made for a server that would come to nothing. The
     * socket that looks does not listen: a process that this program starts just then holds it for some moments more
     * (what Java opens is handed on to the launcher of processes), and would be the other program that listens there.
     *
     * @throws AteException as {@link #open}
     */
    public static void demandFree(ServerConfig config) {
        InetSocketAddress address = new InetSocketAddress(config.listen(), config.port());
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw failure(address, e);
        }
    }

    private static AteException failure(InetSocketAddress address, Throwable fault) {
        String where = address.getAddress().getHostAddress() + " port " + address.getPort();
        String text = String.valueOf(fault.getMessage());
        if (text.contains("in use")) { // whichever transport says so
            return new AddressInUseException("another program listens on " + where
                    + ": stop it, or choose another port (0 takes a free one)", fault);
        }
        return new AteException("cannot listen on " + where + ": " + text, fault);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Accepts nobody any more. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
