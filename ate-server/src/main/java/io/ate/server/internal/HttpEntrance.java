package io.ate.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every connection comes in: one HTTP request, for a page or to become a WebSocket. Confined to the connection's
 * event loop.
 */
final class HttpEntrance extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** The one path of the protocol. */
    static final String PATH = "/db";
    /** The one sub-protocol. */
    static final String PROTOCOL = "ate.v1";

    /** The answer to a HEAD is that to a GET; the codec leaves its text out. */
    private static final List<HttpMethod> KNOWN = List.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final Logger LOG = LoggerFactory.getLogger(HttpEntrance.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    private final EdgeEnvironment environment;
    private final boolean tooMany;
    private boolean asked;
    private boolean upgrading;
    /** What came right behind the request, for the WebSocket that is to be. */
    private @Nullable ByteBuf early;

    /** @param tooMany whether this is a connection more than the server bears */
    HttpEntrance(EdgeEnvironment environment, boolean tooMany) {
        this.environment = environment;
        this.tooMany = tooMany;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (upgrading && message instanceof ByteBuf bytes) {
            early = bytes;
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (asked) {
            return; // one answer, then the connection is closed: nobody waits for another
        }
        asked = true;
        boolean sound = !request.decoderResult().isFailure() && KNOWN.contains(request.method());
        if (tooMany && !(sound && Pages.isForEverybody(path(request)))) {
            environment.metrics().turnedAway();
            answer(context, HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "this server has too many connections, or too many from your address; try again later");
        } else if (request.decoderResult().isFailure()) {
            answer(context, fault(request.decoderResult().cause()), "this is no HTTP request that this server takes");
        } else if (!KNOWN.contains(request.method())) {
            answer(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are known here");
        } else if (path(request).equals(PATH)) {
            upgrade(context, request);
        } else {
            page(context, path(request));
        }
    }

    private static HttpResponseStatus fault(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    private static String path(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private void page(ChannelHandlerContext context, String path) {
        EventExecutor loop = context.executor();
        environment.pages().ask(path, page -> {
            if (loop.inEventLoop()) {
                answer(context, page.status(), page.type(), page.text());
            } else {
                loop.execute(() -> answer(context, page.status(), page.type(), page.text()));
            }
        });
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            answer(context, HttpResponseStatus.UPGRADE_REQUIRED,
                    "this is the WebSocket of an ATE server; open it with an ATE client, as \"atedb\" is one");
            return;
        }
        if (!WebSocketVersion.V13.toHttpHeaderValue()
                .equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        String protocols = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
        if (Arrays.stream(protocols.split(",")).map(String::strip).noneMatch(PROTOCOL::equals)) {
            answer(context, HttpResponseStatus.BAD_REQUEST,
                    "the one sub-protocol of this server is " + PROTOCOL + ", not \"" + protocols + "\"");
            return;
        }
        handshake(context, request);
    }

    private void handshake(ChannelHandlerContext context, FullHttpRequest request) {
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(PATH, PROTOCOL,
                HelloExchange.decoding(HelloExchange.HELLO)).newHandshaker(request);
        // A client need not wait for the answer. Nothing more is read before frames can be, and nothing more as HTTP:
        // what the decoder has of it comes back to channelRead.
        context.channel().config().setAutoRead(false);
        upgrading = true;
        context.pipeline().get(HttpServerCodec.class).removeInboundHandler();
        try {
            handshaker.handshake(context.channel(), request).addListener(done -> {
                if (done.isSuccess()) {
                    upgraded(context);
                } else {
                    Sockets.close(context.channel());
                }
            });
        } catch (WebSocketHandshakeException e) {
            answer(context, HttpResponseStatus.BAD_REQUEST, "this is no WebSocket request: " + e.getMessage());
        }
    }

    private void upgraded(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        pipeline.addLast(new WebSocketFrames(environment.log()), new HelloExchange(environment),
                new Mishaps(environment.log()));
        ByteBuf first = early;
        early = null;
        pipeline.remove(this);
        if (first != null) {
            pipeline.fireChannelRead(first).fireChannelReadComplete();
        }
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ReferenceCountUtil.release(early); // nothing, unless there never was a WebSocket
    }

    private void answer(ChannelHandlerContext context, HttpResponseStatus status, String text) {
        answer(context, status, TEXT, text + "\n");
    }

    private void answer(ChannelHandlerContext context, HttpResponseStatus status, String type, String text) {
        ByteBuf content = ByteBufUtil.encodeString(context.alloc(), CharBuffer.wrap(text), StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends a connection whose request did not come whole in time, in the words of HTTP, which it is to speak. */
    void endLate(ChannelHandlerContext context, String reason) {
        if (asked) {
            Sockets.close(context.channel()); // whoever does not take his answer will not take another
        } else {
            answer(context, HttpResponseStatus.REQUEST_TIMEOUT, reason);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongHttpContentException) {
            if (!asked) {
                asked = true;
                answer(context, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, String.valueOf(cause.getMessage()));
            }
            return;
        }
        if (!(cause instanceof IOException)) {
            environment.log().say(context.channel().remoteAddress(), "no HTTP request: " + cause.getMessage());
        }
        LOG.debug("a connection ended before it was one", cause);
        Sockets.close(context.channel());
    }
}
