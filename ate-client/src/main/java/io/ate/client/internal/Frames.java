package io.ate.client.internal;

import io.ate.internal.replica.Transport;
import io.ate.internal.wire.Slice;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket of one connection, once it is one: hands on binary frames and answers pings. The beginning, in which
 * the receiver does the cryptography of a handshake, is run elsewhere, and nothing is read meanwhile. Confined to the
 * connection's event loop.
 */
final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** How long the server may take to answer the end. */
    private static final long FAREWELL_SECONDS = 2;

    private final ServerPlace server;
    private final Transport.Receiver receiver;
    private final Executor waiting;
    /** What came in one read with what is being received elsewhere. */
    private final Deque<Slice> held = new ArrayDeque<>();
    private boolean greeted;
    private boolean away;
    private @Nullable String fault;
    private boolean gone;
    /** This program said first that it goes; what the server says then is its answer. */
    private volatile boolean leaving;

    Frames(ServerPlace server, Transport.Receiver receiver, Executor waiting) {
        this.server = server;
        this.receiver = receiver;
        this.waiting = waiting;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        elsewhere(context, () -> receiver.connected(new ChannelSink(context.channel(), () -> leaving = true)));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case BinaryWebSocketFrame binary when binary.isFinalFragment() -> {
                Slice bytes = Slice.of(ByteBufUtil.getBytes(binary.content()));
                if (away) {
                    held.add(bytes);
                } else if (greeted) {
                    receiver.received(bytes);
                } else {
                    greeted = true;
                    elsewhere(context, () -> receiver.received(bytes));
                }
            }
            case PingWebSocketFrame ping -> context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            case PongWebSocketFrame _ -> {
                // That a byte came is all there is to know of it.
            }
            case CloseWebSocketFrame close -> {
                String reason = close.reasonText();
                end(context, leaving ? "this program closed the connection to " + server
                        : "the server at " + server + " closed the connection"
                                + (reason == null || reason.isEmpty() ? "" : ": " + reason));
            }
            default -> end(context, "what listens at " + server + " does not speak as an ATE server does");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        tellTheEnd();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context, ConnectionFault.text(server, cause));
    }

    /** Has {@code call} run by another thread, and lets nothing else come before it is done. */
    private void elsewhere(ChannelHandlerContext context, Runnable call) {
        away = true;
        context.channel().config().setAutoRead(false);
        waiting.execute(() -> {
            call.run();
            try {
                context.executor().execute(() -> back(context));
            } catch (RejectedExecutionException _) {
                // The loop has ended meanwhile, and with it the connection: nobody else is left to say so.
                receiver.ended("the connection to " + server + " was closed");
            }
        });
    }

    private void back(ChannelHandlerContext context) {
        away = false;
        while (!held.isEmpty()) {
            receiver.received(held.remove());
        }
        context.channel().config().setAutoRead(true);
        tellTheEnd();
    }

    private void tellTheEnd() {
        if (gone && !away) {
            String why = fault;
            receiver.ended(why == null ? "the connection to " + server + " broke" : why);
        }
    }

    private void end(ChannelHandlerContext context, String why) {
        if (fault == null) {
            fault = why;
        }
        var _ = context.close();
    }

    /** The sending end. Thread-safe. */
    private record ChannelSink(Channel channel, Runnable leaving) implements Transport.Sink {
        @Override
        public void execute(Runnable task) {
            try {
                channel.eventLoop().execute(task);
            } catch (RejectedExecutionException _) {
                // The last client was closed, and with it the loop: there is no connection to send on.
            }
        }

        @Override
        public void send(List<Slice> frames) {
            if (hasEnded()) {
                return;
            }
            for (Slice frame : frames) {
                channel.write(
                        new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.array(), frame.offset(), frame.length())))
                        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
            channel.flush();
        }

        /** With the loop everything on it has ended, and Netty would complain of what comes later. */
        private boolean hasEnded() {
            return channel.eventLoop().isShutdown();
        }

        /**
         * Says that this is the end, and goes on reading until the server says so, too, which has taken in by then what
         * was sent before. A socket that is closed with something unread in it is reset instead, and the server may
         * lose what it has not looked at. It does not wait for long.
         */
        @Override
        public void close() {
            if (hasEnded()) {
                return;
            }
            leaving.run();
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            Future<?> patience = channel.eventLoop().schedule(() -> {
                var _ = channel.close();
            }, FAREWELL_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(_ -> patience.cancel(false));
        }
    }
}
