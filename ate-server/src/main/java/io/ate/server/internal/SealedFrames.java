package io.ate.server.internal;

import io.ate.internal.protocol.FrameWriter;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;

/** Reads WebSocket frames as long as a conversation's may be, and tells how much of one has come. One connection's. */
final class SealedFrames extends WebSocket13FrameDecoder {
    SealedFrames() {
        super(HelloExchange.decoding(FrameWriter.SEALED_FRAME));
    }

    /** How many bytes are kept of a frame that is not complete. */
    int unfinished() {
        return actualReadableBytes();
    }
}
