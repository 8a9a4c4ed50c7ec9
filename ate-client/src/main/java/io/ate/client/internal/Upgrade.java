package io.ate.client.internal;

import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.replica.Transport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Asks the server for a WebSocket, and makes room for its frames. Confined to the connection's event loop. */
final class Upgrade extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final String PROTOCOL = "ate.v1";
    private static final int LONGEST_ANSWER = 300;
    /** Who hangs up later than that may have waited in vain. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServerPlace server;
    private final Transport.Receiver receiver;
    private final Executor waiting;
    private final WebSocketClientHandshaker handshaker;
    private final long begun = System.nanoTime();
    private @Nullable String fault;

    Upgrade(ServerPlace server, Transport.Receiver receiver, Executor waiting) {
        this.server = server;
        this.receiver = receiver;
        this.waiting = waiting;
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(URI.create("ws://" + server + "/db"),
                WebSocketVersion.V13, PROTOCOL, false, new DefaultHttpHeaders(), FrameWriter.SEALED_FRAME);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        handshaker.handshake(context.channel()).addListener(done -> {
            if (!done.isSuccess()) {
                exceptionCaught(context, done.cause());
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
        if (!answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            String body = answer.content().toString(StandardCharsets.UTF_8).strip();
            end(context, "what listens at " + server + " answered \"" + answer.status() + "\""
                    + (body.isEmpty() || body.length() > LONGEST_ANSWER ? ": is it an ATE server?" : ": " + body));
            return;
        }
        try {
            handshaker.finishHandshake(context.channel(), answer);
            context.pipeline().replace(this, "frames", new Frames(server, receiver, waiting));
        } catch (WebSocketHandshakeException e) {
            end(context, "what listens at " + server + " is no ATE server: " + e.getMessage());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context, ConnectionFault.text(server, cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        String why = fault;
        receiver.ended(why == null ? hungUp(server, Duration.ofNanos(System.nanoTime() - begun)) : why);
    }

    /**
     * What is known of who hung up without a word.
     *
     * @param after how long there was a connection; a server waits ten seconds for who it is that calls
     */
    static String hungUp(ServerPlace server, Duration after) {
        return after.compareTo(PATIENCE) < 0 ? "what listens at " + server + " hung up: is it an ATE server?"
                : "what listens at " + server + " hung up after " + after.toSeconds() + " s, before it had answered: "
                        + "either it is too busy, or this program was too slow to say who it is, or it is no ATE server";
    }

    private void end(ChannelHandlerContext context, String why) {
        if (fault == null) {
            fault = why;
        }
        var _ = context.close();
    }
}
