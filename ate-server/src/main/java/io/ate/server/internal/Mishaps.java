package io.ate.server.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last in the pipeline: ends a connection in which something went wrong. Confined to the event loop. */
final class Mishaps extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);

    private final SparingLog log;

    Mishaps(SparingLog log) {
        this.log = log;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Object remote = context.channel().remoteAddress();
        switch (cause) {
            // The decoder has told the other side already, and closes.
            case DecoderException _ -> log.say(remote, "closing: " + cause.getMessage());
            case IOException _ -> {
                LOG.debug("{}: {}", remote, cause.getMessage());
                Sockets.close(context.channel());
            }
            default -> {
                LOG.error("{}: a mistake in the server", remote, cause);
                WebSocketFrames.end(context.channel(), WebSocketCloseStatus.INTERNAL_SERVER_ERROR,
                        "the server made a mistake: report it");
            }
        }
    }
}
