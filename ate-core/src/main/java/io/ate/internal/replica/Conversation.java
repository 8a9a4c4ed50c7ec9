package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One established connection, as all of its chains share it: gives requests their numbers, and says nothing any more
 * once it has ended. Thread-safe.
 */
final class Conversation {
    private final Line line;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean ended;

    Conversation(Line line) {
        this.line = line;
    }

    Hash transcript() {
        return line.transcript();
    }

    PublicKeys server() {
        return line.identity();
    }

    /** A number for a request; they begin anew after two thousand million, of which the first are long answered. */
    int nextRequest() {
        return requests.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
    }

    /** Sends a message after those before it. */
    void send(ToServer message) {
        send(List.of(message));
    }

    /** Sends messages after those before them. */
    void send(List<ToServer> messages) {
        if (!ended) {
            line.send(messages);
        }
    }

    /** Nothing that is said reaches the server any more. */
    void end() {
        ended = true;
    }

    void close(String why) {
        line.close(why);
    }
}
