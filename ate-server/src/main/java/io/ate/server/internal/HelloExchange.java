package io.ate.server.internal;

import io.ate.internal.protocol.HandshakeOutcome;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.protocol.HandshakeOutcome.Failed;
import io.ate.internal.wire.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/**
 * Waits for the client's hello, has it answered by other threads than the event loop's, since that costs cryptography,
 * and makes room for the conversation. Confined to the connection's event loop.
 */
final class HelloExchange extends SimpleChannelInboundHandler<ByteBuf> {
    /** The longest frame that is taken before there is a channel: a hello is far shorter. */
    static final int HELLO = 4096;

    private final EdgeEnvironment environment;
    private boolean received;

    HelloExchange(EdgeEnvironment environment) {
        this.environment = environment;
    }

    static WebSocketDecoderConfig decoding(int longestFrame) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(longestFrame)
                .allowExtensions(false)
                .withUTF8Validator(false)
                .build();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        Channel channel = context.channel();
        if (received) {
            WebSocketFrames.end(channel, WebSocketCloseStatus.PROTOCOL_ERROR, "a client says hello once, then waits");
            return;
        }
        received = true;
        Slice hello = Slice.of(ByteBufUtil.getBytes(frame));
        environment.handshakes().execute(() -> {
            HandshakeOutcome outcome = environment.handshake().onHello(hello);
            channel.eventLoop().execute(() -> answer(context, outcome));
        });
    }

    private void answer(ChannelHandlerContext context, HandshakeOutcome outcome) {
        Channel channel = context.channel();
        switch (outcome) {
            case Established(var secure, Slice reply) -> {
                if (!channel.isActive()) {
                    secure.close();
                    return;
                }
                send(channel, reply);
                channel.pipeline().remove(HelloDeadline.class);
                SealedFrames frames = new SealedFrames();
                channel.pipeline().replace(WebSocket13FrameDecoder.class, "frames", frames);
                channel.pipeline()
                        .replace(this, "conversation", new Conversation(environment, channel, secure, frames));
            }
            case Failed(var failure, String text, Slice reply) -> {
                environment.metrics().handshakeFailed(failure);
                if (!reply.isEmpty()) {
                    send(channel, reply);
                }
                WebSocketFrames.end(channel, WebSocketCloseStatus.PROTOCOL_ERROR, text);
            }
        }
    }

    private static void send(Channel channel, Slice reply) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(reply.array(), reply.offset(), reply.length()))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
