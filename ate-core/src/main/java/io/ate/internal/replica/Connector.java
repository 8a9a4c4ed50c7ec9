package io.ate.internal.replica;

import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.ToClient;
import java.util.List;

/**
 * Makes connections to one server, with the secure channel on them. Implementations are thread-safe; they detect a
 * connection that has gone silent, and end it.
 */
@FunctionalInterface
public interface Connector {
    /** Begins to connect, and returns at once. */
    void connect(Receiver receiver);

    /** What is told of one attempt, from any thread, one call at a time. */
    interface Receiver {
        /**
         * An attempt is under way that ends at once when {@code giveUp} is run, from any thread; it may be told more
         * than once, and counts for the last time. Called before anything else, if at all.
         */
        default void begun(Runnable giveUp) {
            // who never gives up an attempt need not know how
        }

        /** The channel is there, and the server is the right one. Called at most once, before {@link #received}. */
        void established(Line line);

        /** Messages, in order. */
        void received(List<ToClient> messages);

        /** The attempt failed or the connection ended. Called exactly once, last. */
        void ended(End end);
    }

    /** Why there is no connection. */
    sealed interface End {
        /** The network, or the other side; it may work the next time. */
        record Lost(String text) implements End {}

        /** The handshake failed: something is wrong there that does not pass by itself, if nobody stands between. */
        record Refused(HandshakeFailure failure, String text) implements End {}
    }
}
