package io.ate.internal.replica;

import io.ate.internal.wire.Slice;
import java.util.List;

/**
 * Carries frames to and from one server: a WebSocket, or what a test puts in its place. Implementations are
 * thread-safe; they keep the connection alive, and end one that has gone silent.
 */
@FunctionalInterface
public interface Transport {
    /** Begins to connect, and returns at once. */
    void connect(Receiver receiver);

    /** The sending end of a connection. */
    interface Sink {
        /**
         * Has a task run on the connection's own thread, after those that were given before; once the connection has
         * ended it may be dropped. Called from any thread.
         */
        void execute(Runnable task);

        /** Sends frames after those before them; never waits. Called by one thread at a time. */
        void send(List<Slice> frames);

        /** Ends the connection after what was sent. Closing again does nothing. */
        void close();
    }

    /** What is told of one attempt, from any thread, one call at a time. */
    interface Receiver {
        /**
         * An attempt is under way that ends at once when {@code giveUp} is run, from any thread; it may be told more
         * than once, and counts for the last time. Called before anything else, if at all.
         */
        default void begun(Runnable giveUp) {
            // who never gives up an attempt need not know how
        }

        /** The connection is there. Called at most once, before {@link #received}. */
        void connected(Sink sink);

        /** A frame, whole; its array belongs to the receiver. */
        void received(Slice frame);

        /** The attempt failed or the connection ended, for that reason. Called exactly once, last. */
        void ended(String why);
    }
}
