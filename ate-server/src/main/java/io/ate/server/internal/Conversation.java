package io.ate.server.internal;

import io.ate.Reason;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.host.Network;
import io.ate.internal.host.Possession;
import io.ate.internal.host.ServerConnection;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.FrameReader;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.NoticeKind;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.protocol.SecureChannel;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;

/**
 * A connection with its channel established: opens what comes for the state machine above, and runs that one's tasks on
 * the connection's event loop. Confined to that loop, but for {@link #goAway} and {@link #cut}.
 */
final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
    private final EdgeEnvironment environment;
    private final Channel channel;
    private final SecureChannel secure;
    private final FrameReader<ToServer> reader;
    private final FrameOutlet outlet;
    private final LatencyProbe latency;
    private final ServerConnection connection;
    private final SealedFrames frames;
    private final Gathering gathering;
    private boolean acquainted;
    private boolean leaving;

    Conversation(EdgeEnvironment environment, Channel channel, SecureChannel secure, SealedFrames frames) {
        this.environment = environment;
        this.channel = channel;
        this.secure = secure;
        this.reader = FrameReader.atServer(secure, PeerLimits.NEWCOMER_MESSAGE);
        this.latency = new LatencyProbe(environment.metrics(), System::nanoTime);
        this.outlet = new FrameOutlet(channel, secure, environment.metrics(), latency);
        Network network = network(channel);
        this.connection = new ServerConnection(environment.directory(),
                new Possession(secure.transcript(), environment.verifiers()), environment.status(), network,
                this::execute, outlet);
        this.frames = frames;
        this.gathering = new Gathering(environment.unfinished(), network, environment.limits().stall(),
                channel, this::refuse);
    }

    private static Network network(Channel channel) {
        return Network.of(((InetSocketAddress) channel.remoteAddress()).getAddress());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        environment.conversations().add(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        environment.metrics().received(frame.readableBytes());
        becomeAcquainted();
        try {
            for (ToServer message : reader.read(Slice.of(ByteBufUtil.getBytes(frame)))) {
                if (message instanceof CommitMessage commit) {
                    latency.came(commit.request());
                }
                connection.receive(message);
            }
        } catch (AuthenticationFailedException _) {
            refuse("a frame does not open: it was changed, repeated or left out on the way");
        } catch (MalformedException e) {
            refuse("a malformed message: " + e.getMessage());
        }
    }

    /** Of strangers nothing longer is taken than a chain's opening. */
    private void becomeAcquainted() {
        if (!acquainted && connection.isAcquainted()) {
            acquainted = true;
            reader.allow(PeerLimits.LONGEST_MESSAGE);
        }
    }

    private void refuse(String why) {
        reader.end();
        gathering.end();
        outlet.close(why);
        letGoOfFrames();
    }

    /** What has come of a frame would stay until the socket is closed; what still comes is dropped unread. */
    private void letGoOfFrames() {
        if (channel.pipeline().context(frames) != null) {
            channel.pipeline().remove(frames);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.received();
        gathering.keeps((long) frames.unfinished() + reader.unfinished());
        settle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        settle();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        environment.conversations().remove(this);
        outlet.end();
        reader.end();
        gathering.end();
        connection.end();
        secure.close();
    }

    /** Tells the client that the server stops, and ends the connection as soon as all that it sent is answered. */
    void goAway() {
        execute(() -> {
            leaving = true;
            outlet.readNoMore();
            outlet.send(new Notice(NoticeKind.GOING_AWAY, "the server is stopping"));
        });
    }

    /** Ends the connection now. */
    void cut(Reason reason, String text) {
        execute(() -> farewell(reason, text));
    }

    private void execute(Runnable task) {
        try {
            channel.eventLoop().execute(() -> perform(task));
        } catch (RejectedExecutionException _) {
            // The loops have ended, and the connection with them: nobody is there to be told.
        }
    }

    private void perform(Runnable task) {
        try {
            task.run();
            settle();
        } catch (RuntimeException e) {
            channel.pipeline().fireExceptionCaught(e);
        }
    }

    private void settle() {
        outlet.flush();
        gathering.noteHoldUp();
        if (outlet.takeRoomAgain()) {
            execute(connection::writable);
        }
        if (leaving && connection.isIdle() && outlet.isEmpty()) {
            farewell(Reason.GOING_AWAY, "the server is stopping");
        }
    }

    private void farewell(Reason reason, String text) {
        leaving = false;
        outlet.send(new Closed(Message.SERVER, reason, text));
        outlet.flush();
        outlet.end();
        WebSocketFrames.end(channel, WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, text);
    }
}
