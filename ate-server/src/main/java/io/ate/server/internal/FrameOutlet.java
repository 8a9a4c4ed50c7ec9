package io.ate.server.internal;

import io.ate.internal.host.Outlet;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.SecureChannel;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.wire.Slice;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * What a connection sends: gathered into frames, which leave together when a task is done, as far as the socket takes
 * them. Confined to the connection's event loop.
 */
final class FrameOutlet implements Outlet {
    /** With so much waiting, subscriptions have to wait, and nothing more is read that would cause answers. */
    private static final long FULL = 1L << 20;

    private final Channel channel;
    private final FrameWriter writer;
    private final ServerMetrics metrics;
    private final LatencyProbe latency;
    private boolean flushing;
    private boolean wantsToRead = true;
    private boolean readsNoMore;
    private boolean turnedAway;
    private boolean ended;

    FrameOutlet(Channel channel, SecureChannel secure, ServerMetrics metrics, LatencyProbe latency) {
        this.channel = channel;
        this.writer = new FrameWriter(secure);
        this.metrics = metrics;
        this.latency = latency;
    }

    @Override
    public void send(ToClient message) {
        if (ended) {
            return;
        }
        latency.answered(message);
        switch (message) {
            case Committed _ -> writer.addUrgent(message);
            case Rejected rejected -> {
                metrics.refused(rejected.reason());
                writer.addUrgent(message);
            }
            default -> writer.add(message);
        }
    }

    @Override
    public boolean isWritable() {
        boolean writable = !ended && hasRoom();
        turnedAway |= !writable;
        return writable;
    }

    @Override
    public void read(boolean going) {
        wantsToRead = going;
        steerReading();
    }

    /** Whatever is answered from now on, nothing more is read. */
    void readNoMore() {
        readsNoMore = true;
        steerReading();
    }

    @Override
    public void close(String reason) {
        flush();
        end();
        WebSocketFrames.end(channel, WebSocketCloseStatus.POLICY_VIOLATION, reason);
    }

    /** Hands to the socket what it takes. */
    void flush() {
        if (flushing || ended) {
            return;
        }
        flushing = true;
        // The socket may have taken all of it before flush() returns, and nobody calls again for the rest.
        while (write()) {
            channel.flush();
        }
        flushing = false;
        steerReading();
    }

    /** Writes as many frames as the socket takes, and tells whether there were any. */
    private boolean write() {
        boolean written = false;
        while (channel.isWritable()) {
            Slice frame = writer.next();
            if (frame == null) {
                break;
            }
            metrics.sent(frame.length());
            channel.write(Unpooled.wrappedBuffer(frame.array(), frame.offset(), frame.length()))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            written = true;
        }
        return written;
    }

    /** Tells, once, whether somebody was turned away by {@link #isWritable()} for whom there would be room now. */
    boolean takeRoomAgain() {
        boolean again = turnedAway && !ended && hasRoom();
        turnedAway &= !again;
        return again;
    }

    /** Tells whether everything that was to be said has been handed to the socket. */
    boolean isEmpty() {
        return ended || writer.isEmpty();
    }

    /** Says nothing any more. */
    void end() {
        ended = true;
    }

    private boolean hasRoom() {
        return channel.isWritable() && writer.encodedBytes() < FULL && !writer.isInParts();
    }

    /** Who does not take answers is asked no more: they would pile up here. */
    private void steerReading() {
        if (!ended) {
            channel.config().setAutoRead(wantsToRead && !readsNoMore && channel.isWritable());
        }
    }
}
