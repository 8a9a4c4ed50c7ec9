package io.ate.server.internal;

import io.ate.internal.host.MemoryShares;
import io.ate.internal.host.Network;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection keeps of a message that has come in part: takes the memory for it from the server's
 * {@link MemoryShares}, and sees to it that more comes in time. Whoever gets none, or lets it wait, is refused.
 * Confined to the connection's event loop.
 */
final class Gathering {
    /** So much is anybody's, so that the common count need not be asked for every small frame. */
    static final int FREE = 64 << 10;

    private final MemoryShares.Share share;
    private final Duration stall;
    private final Channel channel;
    private final Consumer<String> refusal;
    private long gathered;
    private boolean ended;
    private boolean heldUp;
    private @Nullable Future<?> deadline;

    /**
     * @param stall how long there may be no progress
     * @param refusal is told why the connection has to end
     */
    Gathering(MemoryShares common, Network network, Duration stall, Channel channel, Consumer<String> refusal) {
        this.share = common.share(network, this::giveWay);
        this.stall = stall;
        this.channel = channel;
        this.refusal = refusal;
    }

    /** Now so many bytes are kept; to be told whenever something has come. */
    void keeps(long bytes) {
        if (ended) {
            return;
        }
        boolean progress = bytes < gathered || bytes - gathered >= FREE;
        share.keep(Math.max(0, bytes - FREE));
        if (ended) { // there was no room
            return;
        }
        if (bytes <= FREE) {
            gathered = bytes;
            disarm();
        } else if (progress || deadline == null) {
            gathered = bytes;
            arm();
        }
    }

    /** Notes it if the server itself does not read now: then it is not the client's fault that nothing comes. */
    void noteHoldUp() {
        heldUp |= !channel.config().isAutoRead();
    }

    /** Nothing is kept any more. */
    void end() {
        ended = true;
        share.keep(0);
        disarm();
    }

    /** Others need the memory; on any thread. On the own one at once, so that it is free before it is taken again. */
    private void giveWay(String why) {
        if (channel.eventLoop().inEventLoop()) {
            refuse(why);
        } else {
            channel.eventLoop().execute(() -> refuse(why));
        }
    }

    private void refuse(String why) {
        if (!ended) {
            end();
            refusal.accept(why);
        }
    }

    private void arm() {
        disarm();
        noteHoldUp();
        deadline = channel.eventLoop().schedule(this::expired, stall.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        Future<?> armed = deadline;
        if (armed != null) {
            armed.cancel(false);
            deadline = null;
        }
        heldUp = false;
    }

    private void expired() {
        if (heldUp) {
            arm();
        } else {
            refuse("a message that had begun made no progress within " + stall.toMillis() + " ms");
        }
    }
}
