package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.internal.exchange.Party;
import io.ate.internal.protocol.ToClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What a client is to be told in matters of services, over one channel: it waits here until the client has been sent as
 * much of the chain as whoever says it knew, and until the socket takes it. Told by any thread; everything else belongs
 * to the connection's executor.
 */
final class ServiceMail implements Party {
    /** So many bytes may wait; a client that does not take them gets no more. */
    private static final long MOST = 8 << 20;
    /** So many bytes go before history has its turn again. */
    private static final long TURN = 64 << 10;

    private final int channel;
    private final Supplier<Set<KeyId>> proven;
    private final Executor connection;
    private final Deque<Letter> letters = new ArrayDeque<>();
    private final AtomicLong waiting = new AtomicLong();
    private boolean ended;

    private record Letter(long after, ToClient message, int bytes) {}

    /** @param connection runs tasks on the connection's executor, after which it sends what there is */
    ServiceMail(int channel, Supplier<Set<KeyId>> proven, Executor connection) {
        this.channel = channel;
        this.proven = proven;
        this.connection = connection;
    }

    @Override
    public Set<KeyId> proven() {
        return proven.get();
    }

    @Override
    public int channel() {
        return channel;
    }

    @Override
    public boolean takes(int bytes) {
        return waiting.get() + bytes <= MOST;
    }

    @Override
    public void tell(long after, ToClient message, int bytes) {
        waiting.addAndGet(bytes);
        connection.execute(() -> {
            if (!ended) {
                letters.add(new Letter(after, message, bytes));
            }
        });
    }

    /**
     * Sends some of what waits for no more of the chain than the client has been sent.
     *
     * @param reached the sequence up to which it has been sent
     * @return true if there is more of that
     */
    boolean send(Outlet out, long reached) {
        long sent = 0;
        for (Letter next = letters.peek(); next != null && next.after <= reached; next = letters.peek()) {
            if (sent >= TURN || !out.isWritable()) {
                return true;
            }
            letters.remove();
            waiting.addAndGet(-next.bytes);
            sent += next.bytes;
            out.send(next.message);
        }
        return false;
    }

    /** The channel is closed. */
    void end() {
        ended = true;
        letters.clear();
    }
}
