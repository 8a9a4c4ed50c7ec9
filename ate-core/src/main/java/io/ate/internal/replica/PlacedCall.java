package io.ate.internal.replica;

import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.wire.Slice;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A request that was handed over to be sent to a service, and is until it is answered or closed. Thread-safe; its state
 * belongs to the {@link ServiceLine}.
 */
public final class PlacedCall implements AutoCloseable {
    private final ServiceLine line;
    private final HeldKeys key;
    private final Slice said;
    private final long after;
    private final int window;
    private final Deadline deadline;
    private final Caller caller;
    /** What it is called on the present connection; 0 if it was not sent there. */
    private int request;
    /** Over how many connections it was sent; over each it may have reached somebody who serves. */
    private final AtomicInteger sent = new AtomicInteger();
    private boolean begun;
    private boolean over;

    /** Who waits for the reply. Told by threads of the library, in order; must be quick. */
    public interface Caller {
        /** A part of the reply has come, which nobody has looked at yet. */
        void replied(long after, Slice said);

        /**
         * There is no reply, and comes none.
         *
         * @param text for people
         */
        void refused(Reason reason, String text);

        /** Nothing goes on for the chain from here. */
        void ended(RuntimeException cause);
    }

    PlacedCall(ServiceLine line, HeldKeys key, Slice said, long after, int window, Deadline deadline, Caller caller) {
        this.line = line;
        this.key = key;
        this.said = said;
        this.after = after;
        this.window = window;
        this.deadline = deadline;
        this.caller = caller;
    }

    /** Tells whether it was ever sent, so that somebody may have it. */
    public boolean wasSent() {
        return sent.get() > 0;
    }

    /** Tells whether it was sent over more than one connection, so that what is said of it now may not be all. */
    public boolean wasSentAgain() {
        return sent.get() > 1;
    }

    /** Lets so many bytes more of the reply come. */
    public void allow(int bytes) {
        line.allow(this, bytes);
    }

    /** The last part of the reply has come. */
    public void answered() {
        line.answered(this);
    }

    /** Nobody waits for the reply any longer. Closing again does nothing, nor does closing what is answered. */
    @Override
    public void close() {
        line.abandon(this);
    }

    // --- the line's

    HeldKeys key() {
        return key;
    }

    Slice said() {
        return said;
    }

    long after() {
        return after;
    }

    int window() {
        return window;
    }

    /** Milliseconds that it is still waited for. */
    int patience() {
        return Math.clamp(deadline.remaining() / 1_000_000, 1, Integer.MAX_VALUE);
    }

    Caller caller() {
        return caller;
    }

    int request() {
        return request;
    }

    /** It was sent under that number; 0: its connection is gone. */
    void sentAs(int number) {
        request = number;
        if (number != 0) {
            sent.incrementAndGet();
        }
    }

    boolean hasBegun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
