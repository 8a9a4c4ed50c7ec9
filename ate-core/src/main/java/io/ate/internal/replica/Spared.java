package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Event;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Fetches payloads that the replica has spared itself, over whatever connection there is; what is unanswered when one
 * ends is asked for again on the next. Nothing is believed: a payload is the one whose hash stands in the event, which
 * was verified when it came. What is wanted while enough requests are under way is asked for together. Thread-safe.
 */
final class Spared {
    /** So many requests are under way at a time: one is answered while the next one is on its way. */
    static final int UNDER_WAY = 4;

    private final String chain;
    private final Runnable hurry;
    private final Absence absence;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Wanted> wanted = new TreeMap<>();
    private final Map<Integer, List<Wanted>> asked = new HashMap<>();
    private @Nullable Conversation conversation;
    private int channel;
    private @Nullable RuntimeException ended;

    /** An event without its payload, for those who wait for the whole. Guarded by the lock. */
    private static final class Wanted {
        private final long sequence;
        private final Event bare;
        private final CompletableFuture<Event> whole = new CompletableFuture<>();
        private int waiting;
        private boolean asked;

        Wanted(long sequence, Event bare) {
            this.sequence = sequence;
            this.bare = bare;
        }
    }

    /**
     * @param hurry is run when something is wanted and there is no connection to ask over
     * @param absence of the server
     */
    Spared(String chain, Runnable hurry, Absence absence) {
        this.chain = chain;
        this.hurry = hurry;
        this.absence = absence;
    }

    /**
     * The event of that sequence with its payload; waits for it until the deadline.
     *
     * @throws CorruptionException if the server has lost it
     * @throws CompactedException if compaction has removed it there
     * @throws ChainUnavailableException if it does not come before the deadline, or nobody waits for a server that is
     * away
     */
    Event fetch(long sequence, Event bare, Deadline deadline) throws InterruptedException {
        Wanted want = want(sequence, bare);
        try {
            return want.whole.get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ChainUnavailableException("the value at sequence " + sequence + " of chain " + chain
                    + " is kept at the server alone, and has not come in time" + absence.because(), e);
        } catch (ExecutionException e) {
            throw failure(sequence, e);
        } finally {
            leave(want);
        }
    }

    private RuntimeException failure(long sequence, ExecutionException failed) {
        return switch (failed.getCause()) {
            case RuntimeException shared -> SharedFailure.here(shared);
            case null, default -> new IllegalStateException("fetching sequence " + sequence + " of chain " + chain
                    + " failed", failed);
        };
    }

    /** Tells whether somebody waits for the server. */
    boolean isAwaited() {
        lock.lock();
        try {
            return !wanted.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The server has admitted this client on that channel: what is wanted is asked for there. */
    void admitted(Conversation with, int on) {
        lock.lock();
        try {
            conversation = with;
            channel = on;
            ask();
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone: what is wanted is asked for on the next one, unless nobody waits for that. */
    void disconnected() {
        List<Wanted> given;
        lock.lock();
        try {
            conversation = null;
            asked.clear();
            wanted.values().forEach(each -> each.asked = false);
            given = absence.isEver() ? List.copyOf(wanted.values()) : List.of();
            wanted.values().removeAll(given);
        } finally {
            lock.unlock();
        }
        given.forEach(each -> each.whole.completeExceptionally(away(each.sequence)));
    }

    private ChainUnavailableException away(long sequence) {
        return absence.unavailable("the value at sequence " + sequence + " is kept at the server alone");
    }

    /** Nothing comes any more: whoever waits or comes is told the cause. */
    void end(RuntimeException cause) {
        List<Wanted> left;
        lock.lock();
        try {
            ended = cause;
            left = List.copyOf(wanted.values());
            wanted.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(each -> each.whole.completeExceptionally(cause));
    }

    /**
     * The server sends what was asked for, or the beginning of it.
     *
     * @throws UntrustedServerException if it is something else
     */
    void loaded(Loaded answer) {
        List<Wanted> request = answered(answer.request());
        if (answer.events().size() > request.size()) {
            throw new UntrustedServerException("the server sends events that it was not asked for");
        }
        if (answer.events().isEmpty()) { // asked again it could say the same for ever
            throw new UntrustedServerException("the server sends none of the events that it was asked for, and does "
                    + "not say why");
        }
        int count = 0;
        for (Slice each : answer.events()) {
            Wanted want = request.get(count++);
            want.whole.complete(want.bare.withPayload(payload(want, each)));
        }
        askAgain(request.subList(count, request.size()));
    }

    /** Compaction has removed the first of what was asked for. */
    void compacted(Compacted answer) {
        List<Wanted> request = answered(answer.request());
        if (request.isEmpty()) {
            return;
        }
        long sequence = request.getFirst().sequence;
        request.getFirst().whole.completeExceptionally(new CompactedException("the value at sequence " + sequence
                + " of chain " + chain + " was superseded, and removed by compaction", answer.cleanPoint()));
        askAgain(request.subList(1, request.size()));
    }

    /** Tells whether it was a request for events that the server refuses. */
    boolean rejected(Rejected answer) {
        List<Wanted> request = answered(answer.request());
        if (request.isEmpty()) {
            return false;
        }
        boolean isLost = answer.reason() == Reason.DAMAGED; // and that is the first of them; of the rest nothing is said
        List<Wanted> refused = isLost ? request.subList(0, 1) : request;
        RuntimeException cause = isLost
                ? new CorruptionException("the server has lost a value of chain " + chain + ": " + answer.text()
                        + "; its operator has to restore it")
                : new ChainUnavailableException("the server does not hand out a value of chain " + chain + ": "
                        + answer.text());
        refused.forEach(each -> each.whole.completeExceptionally(cause));
        askAgain(request.subList(refused.size(), request.size()));
        return true;
    }

    private Slice payload(Wanted want, Slice bytes) {
        try {
            WireReader in = new WireReader(bytes);
            Slice payload = Event.read(in).payload();
            in.end();
            if (want.bare.payloadIsWhole(payload)) {
                return payload;
            }
        } catch (MalformedException _) { // as good as another one
        }
        throw new UntrustedServerException("the server sends another payload for sequence " + want.sequence
                + " than the one whose hash stands in the chain");
    }

    private Wanted want(long sequence, Event bare) {
        lock.lock();
        try {
            if (ended != null) {
                throw SharedFailure.here(ended);
            }
            if (absence.isTold()) {
                hurry.run();
                throw away(sequence);
            }
            Wanted want = wanted.computeIfAbsent(sequence, _ -> new Wanted(sequence, bare));
            want.waiting++;
            ask();
            return want;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Wanted want) {
        lock.lock();
        try {
            want.waiting--;
            if (want.waiting == 0 || want.whole.isDone()) {
                wanted.remove(want.sequence, want);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was asked for under that request on this connection; empty if nothing was. */
    private List<Wanted> answered(int request) {
        lock.lock();
        try {
            List<Wanted> those = asked.remove(request);
            return those == null ? List.of() : those;
        } finally {
            lock.unlock();
        }
    }

    private void askAgain(List<Wanted> left) {
        lock.lock();
        try {
            left.forEach(each -> each.asked = false);
            ask();
        } finally {
            lock.unlock();
        }
    }

    private void ask() {
        Conversation present = conversation;
        if (present == null) {
            hurry.run();
            return;
        }
        while (asked.size() < UNDER_WAY) {
            List<Wanted> next = wanted.values()
                    .stream()
                    .filter(each -> !each.asked && !each.whole.isDone())
                    .limit(Load.MOST)
                    .toList();
            if (next.isEmpty()) {
                return;
            }
            int request = present.nextRequest();
            asked.put(request, new ArrayList<>(next));
            next.forEach(each -> each.asked = true);
            present.send(new Load(channel, request, next.stream().map(each -> each.sequence).toList()));
        }
    }
}
