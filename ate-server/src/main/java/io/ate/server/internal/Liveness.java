package io.ate.server.internal;

import io.ate.server.ServerLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Asks a silent connection whether it is still there, and gives it up when it stays silent; any byte counts as life.
 * While the server itself does not read, because it has not answered enough, silence says nothing. Confined to the
 * connection's event loop.
 */
final class Liveness extends IdleStateHandler {
    private final long most;
    private long silences;

    Liveness(ServerLimits limits) {
        super(limits.ping().toNanos(), 0, 0, TimeUnit.NANOSECONDS);
        most = Math.ceilDiv(limits.silence().toNanos(), limits.ping().toNanos());
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        Channel channel = context.channel();
        boolean ownDoing = !channel.config().isAutoRead() && channel.isWritable();
        if (event.isFirst() || ownDoing) {
            silences = 0;
        }
        silences++;
        if (silences < most) {
            channel.writeAndFlush(new PingWebSocketFrame()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else {
            WebSocketFrames.end(channel, WebSocketCloseStatus.POLICY_VIOLATION, "nothing was heard for too long");
        }
    }
}
