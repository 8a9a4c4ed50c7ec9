package io.ate.server.internal;

import io.ate.internal.text.Durations;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection that does not say in time who it is; taken out of the pipeline once it has. Confined to the
 * connection's event loop.
 */
final class HelloDeadline extends ChannelInboundHandlerAdapter {
    private final Duration time;
    private final SparingLog log;
    private @Nullable Future<?> end;

    HelloDeadline(Duration time, SparingLog log) {
        this.time = time;
        this.log = log;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        end = context.executor().schedule(() -> end(context), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Future<?> scheduled = end;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    private void end(ChannelHandlerContext context) {
        String reason = "no hello came within " + Durations.text(time);
        log.say(context.channel().remoteAddress(), reason);
        ChannelHandlerContext entrance = context.pipeline().context(HttpEntrance.class);
        if (entrance == null) {
            WebSocketFrames.end(context.channel(), WebSocketCloseStatus.POLICY_VIOLATION, reason);
        } else {
            ((HttpEntrance) entrance.handler()).endLate(entrance, reason);
        }
    }
}
