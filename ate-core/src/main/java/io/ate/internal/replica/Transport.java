package io.ate.internal.replica;

import io.ate.internal.wire.Slice;

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
        /** Sends a frame after those before it; never waits. Called by one thread at a time. */
        void send(Slice frame);

        /** Ends the connection after what was sent. Closing again does nothing. */
        void close();
    }

    /** What is told of one attempt, from any thread, one call at a time. */
    interface Receiver {
        /** The connection is there. Called at most once, before {@link #received}. */
        void connected(Sink sink);

        /** A frame, whole; its array belongs to the receiver. */
        void received(Slice frame);

        /** The attempt failed or the connection ended, for that reason. Called exactly once, last. */
        void ended(String why);
    }
}
