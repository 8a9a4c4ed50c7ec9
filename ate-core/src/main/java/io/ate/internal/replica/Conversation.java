package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One established connection, as all of its chains share it: gives requests their numbers, and sends what is said by
 * whichever thread says it, together with what others say meanwhile. Thread-safe.
 */
final class Conversation {
    private final Line line;
    private final AtomicInteger requests = new AtomicInteger();
    private final ConcurrentLinkedQueue<ToServer> waiting = new ConcurrentLinkedQueue<>();
    private final Turn turn;
    private volatile boolean ended;

    /** @param others take over where one thread has sent enough for all */
    Conversation(Line line, Executor others) {
        this.line = line;
        this.turn = new Turn(others);
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
        waiting.add(message);
        flush();
    }

    /** Sends messages after those before them. */
    void send(List<? extends ToServer> messages) {
        waiting.addAll(messages);
        flush();
    }

    /** Nothing that is said reaches the server any more. */
    void end() {
        ended = true;
    }

    void close(String why) {
        line.close(why);
    }

    private void flush() {
        turn.execute(() -> {
            List<ToServer> messages = new ArrayList<>();
            for (ToServer next = waiting.poll(); next != null; next = waiting.poll()) {
                messages.add(next);
            }
            if (!messages.isEmpty() && !ended) {
                line.send(messages);
            }
        });
    }
}
