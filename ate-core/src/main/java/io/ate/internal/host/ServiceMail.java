package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.internal.exchange.Party;
import io.ate.internal.protocol.ToClient;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to be told in matters of services, over one channel: each letter waits here until the client has
 * been sent as much of the chain as whoever says it knew, and until the socket takes it. Told by any thread; everything
 * else belongs to the connection's executor.
 *
 * <p>
 * Whatever waits here, and whatever else the exchange keeps for the client, is counted, against bounds of the channel
 * and of all clients together: with too much of it the channel is lost, and ends. Requests and replies are asked about
 * before ({@link #takes}); of what is said without asking, a client that keeps to the protocol never has so much.
 */
final class ServiceMail implements Party {
    /** So many bytes of requests and replies may wait; a client that does not take them gets no more. */
    private static final long MOST = 8 << 20;
    /** So many bytes of short news on top of that: of refusals there are not as many as a channel has calls open. */
    private static final long SPARE = 1 << 20;
    /** What a letter weighs in memory beside the bytes that it brings. */
    static final int LETTER = 256;
    /** So many bytes go before history has its turn again. */
    private static final long TURN = 64 << 10;

    private final int channel;
    private final ProvenKeys proven;
    private final Executor connection;
    private final MemoryShares.Share share;
    private final PriorityQueue<Letter> letters = new PriorityQueue<>(
            Comparator.comparingLong(Letter::after).thenComparingLong(Letter::order));
    private final AtomicLong orders = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private volatile @Nullable String loss;
    private volatile boolean ended;

    private record Letter(long after, long order, ToClient message, int weight) {}

    /**
     * @param connection runs tasks on the connection's executor, after which it sends what there is, and ends what is
     * lost
     * @param from where the client is
     */
    ServiceMail(int channel, ProvenKeys proven, Executor connection, MemoryShares shares, Network from) {
        this.channel = channel;
        this.proven = proven;
        this.connection = connection;
        this.share = shares.share(from, this::lose);
    }

    @Override
    public Set<KeyId> proven() {
        return proven.ids();
    }

    @Override
    public int channel() {
        return channel;
    }

    @Override
    public boolean takes(int bytes) {
        return waiting.get() + LETTER + bytes <= MOST && isTold();
    }

    @Override
    public void keep(int difference) {
        share.change(difference);
    }

    @Override
    public void tell(long after, ToClient message, int bytes) {
        int weight = LETTER + bytes;
        if (waiting.addAndGet(weight) > MOST + SPARE) {
            lose("this client has more told in matters of services than it takes");
        } else {
            share.change(weight);
        }
        if (isTold()) {
            Letter letter = new Letter(after, orders.getAndIncrement(), message, weight);
            connection.execute(() -> {
                if (isTold()) {
                    letters.add(letter);
                }
            });
        }
    }

    private boolean isTold() {
        return !ended && loss == null;
    }

    private void lose(String why) {
        if (isTold()) {
            loss = why;
            connection.execute(() -> {
                // which looks what is lost
            });
        }
    }

    /** Why the channel has to end; null as long as it has not. */
    @Nullable
    String loss() {
        return loss;
    }

    /**
     * Sends some of what waits for no more of the chain than the client has been sent, first what waits for least.
     *
     * @param reached the sequence up to which it has been sent
     * @return true if there is more of that
     */
    boolean send(Outlet out, long reached) {
        long sent = 0;
        boolean more = false;
        for (Letter next = letters.peek(); next != null && next.after <= reached; next = letters.peek()) {
            more = sent >= TURN || !out.isWritable();
            if (more) {
                break;
            }
            letters.remove();
            sent += next.weight;
            out.send(next.message);
        }
        if (sent > 0) {
            waiting.addAndGet(-sent);
            share.change(-sent);
        }
        return more;
    }

    /** The channel is closed. */
    void end() {
        ended = true;
        letters.clear();
        share.end();
    }
}
