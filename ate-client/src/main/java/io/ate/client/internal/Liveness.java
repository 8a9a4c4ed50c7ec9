package io.ate.client.internal;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Asks a silent server whether it is still there, and gives it up when it stays silent; any byte counts as life.
 * Confined to the connection's event loop.
 */
final class Liveness extends IdleStateHandler {
    private final long most;
    private long silences;

    Liveness(WebSocketTransport.Times times) {
        super(times.ping().toNanos(), 0, 0, TimeUnit.NANOSECONDS);
        most = Math.ceilDiv(times.silence().toNanos(), times.ping().toNanos());
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        silences = event.isFirst() ? 1 : silences + 1;
        boolean established = context.pipeline().get(Frames.class) != null;
        if (silences >= most || !established) {
            context.pipeline().fireExceptionCaught(new SilenceException());
        } else {
            context.channel()
                    .writeAndFlush(new PingWebSocketFrame())
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }
}
