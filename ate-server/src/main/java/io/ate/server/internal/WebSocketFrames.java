package io.ate.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The WebSocket under a connection (RFC 6455): passes on the content of binary frames, answers pings, and ends the
 * connection with a reason, whichever side does. Confined to the connection's event loop.
 */
final class WebSocketFrames extends ChannelDuplexHandler {
    /** How long the other side may take to answer the end, so that it can read why before the socket goes. */
    private static final long FAREWELL_SECONDS = 2;
    /** The longest reason, in bytes: RFC 6455, 5.5. */
    private static final int REASON = 123;

    private final SparingLog log;
    private boolean ending;

    WebSocketFrames(SparingLog log) {
        this.log = log;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!ending && message instanceof BinaryWebSocketFrame frame && frame.isFinalFragment()) {
            context.fireChannelRead(frame.content());
            return;
        }
        try {
            other(context, message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void other(ChannelHandlerContext context, Object message) {
        switch (message) {
            case CloseWebSocketFrame close when ending -> Sockets.close(context.channel());
            case Object _ when ending -> {
                // What was under way when the end was announced; nobody wants it any more.
            }
            case CloseWebSocketFrame close -> {
                ending = true;
                context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                        .addListener(ChannelFutureListener.CLOSE);
            }
            case PingWebSocketFrame ping -> context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            case PongWebSocketFrame _ -> {
                // That a byte came is all there is to know of it.
            }
            case TextWebSocketFrame _ -> end(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
                    "text frames are not taken here: the protocol is binary");
            case BinaryWebSocketFrame _,ContinuationWebSocketFrame _ ->
                    end(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "a frame has to come whole");
            default -> end(context, WebSocketCloseStatus.PROTOCOL_ERROR, "this is no WebSocket frame");
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var _ = context.write(message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
    }

    /** Ends the connection that {@code channel} is, telling the other side why; what was sent before goes first. */
    static void end(Channel channel, WebSocketCloseStatus status, String reason) {
        ChannelHandlerContext context = channel.pipeline().context(WebSocketFrames.class);
        if (context == null) {
            Sockets.close(channel);
        } else {
            ((WebSocketFrames) context.handler()).end(context, status, reason);
        }
    }

    private void end(ChannelHandlerContext context, WebSocketCloseStatus status, String reason) {
        if (ending) {
            return;
        }
        ending = true;
        Channel channel = context.channel();
        channel.config().setAutoRead(true);
        log.say(channel.remoteAddress(), "closing: " + reason);
        context.writeAndFlush(new CloseWebSocketFrame(status.code(), cut(reason)))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        var _ = context.executor()
                .schedule(() -> Sockets.close(channel), FAREWELL_SECONDS,
                        TimeUnit.SECONDS);
    }

    private static String cut(String reason) {
        if (reason.getBytes(StandardCharsets.UTF_8).length <= REASON) {
            return reason;
        }
        return reason.substring(0, Math.min(reason.length(), REASON / 4)) + "…";
    }
}
