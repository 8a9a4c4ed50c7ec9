package io.ate.server.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.TooLongHttpContentException;

/**
 * Puts a request together from its parts. What is too long is left to {@link HttpEntrance} to answer, which gives one
 * answer and closes. Confined to the connection's event loop.
 */
final class WholeRequests extends HttpObjectAggregator {
    /** Nobody has anything to say in the body of a GET. */
    private static final int BODY = 1024;

    WholeRequests() {
        super(BODY, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        context.fireExceptionCaught(new TooLongHttpContentException("a request has at most " + BODY + " bytes"));
    }
}
