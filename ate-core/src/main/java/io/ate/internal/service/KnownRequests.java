package io.ate.internal.service;

import io.ate.KeyId;
import io.ate.internal.wire.Hash;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The requests that somebody who serves has begun, each until none like it would be begun any more: so none is begun
 * twice. A state machine, time is passed in; confined to one thread at a time.
 *
 * <p>
 * A request is begun until its deadline, by its caller's clock, plus an allowance for what the two clocks are apart,
 * and is known until then: both by one clock, the own one. Should that go back, nothing is begun that could have been
 * forgotten already. So clocks that are apart, or leap, refuse requests, and play none again. Deadlines too far ahead
 * are refused, and so is everything while too many are known: no request is forgotten early to make room for another.
 * Of one author no more are known than there is room left for. Whom the chain does not know are one author together,
 * since whoever asks may make up as many keys as he likes; beside one another each of them has as much as is left to
 * all of them.
 */
final class KnownRequests {
    /** How far the clocks of two machines may be apart, in milliseconds. */
    static final long APART = 30_000;
    /** How far ahead a deadline may lie, in milliseconds. */
    static final long FARTHEST = 10 * 60_000;
    private static final int MOST = 1 << 19;
    /** Bytes of replies that are kept in case they are lost on the way. */
    private static final long REPLY_BYTES = 16 << 20;

    private final int most;
    private final Map<Hash, Run> runs = new HashMap<>();
    private final Map<KeyId, Integer> byAuthor = new HashMap<>();
    private int strangers;
    private final PriorityQueue<Expiry> expiries = new PriorityQueue<>();
    private final Map<Hash, Run> answered = new LinkedHashMap<>();
    private long replyBytes;
    /** Whatever was to be begun until then may have been begun and forgotten. */
    private long forgotten;

    private record Expiry(long time, Hash request, KeyId author, boolean stranger) implements Comparable<Expiry> {
        @Override
        public int compareTo(Expiry other) {
            return Long.compare(time, other.time);
        }
    }

    /** What is to be done with a request. */
    sealed interface Verdict {
        /** It is new, and to be begun. */
        record Begin() implements Verdict {}

        /** It was begun before. */
        record Known(Run run) implements Verdict {}

        /** Its deadline has passed, or lies too far ahead. */
        record OutOfTime(String text) implements Verdict {}

        /** Too many are known, of its author or of all. */
        record Full() implements Verdict {}
    }

    KnownRequests() {
        this(MOST);
    }

    KnownRequests(int most) {
        this.most = most;
    }

    /**
     * Takes a request.
     *
     * @param author whose signature it has
     * @param stranger whether the chain does not know that key
     * @param run what becomes of it if it is new
     * @param deadline by its caller's clock
     * @param clock what the own clock says now
     */
    Verdict take(Hash request, KeyId author, boolean stranger, Run run, long deadline, long clock) {
        forget(clock);
        Run known = runs.get(request);
        if (known != null) {
            return new Verdict.Known(known);
        }
        if (deadline > clock + FARTHEST + APART) {
            return new Verdict.OutOfTime("its deadline lies too far ahead: look at the clocks of both machines");
        }
        if (deadline + APART <= Math.max(clock, forgotten)) {
            return new Verdict.OutOfTime("its deadline has passed: look at the clocks of both machines");
        }
        int room = most - runs.size() - (stranger ? strangers : 0);
        if (byAuthor.getOrDefault(author, 0) >= room) {
            return new Verdict.Full();
        }
        runs.put(request, run);
        byAuthor.merge(author, 1, Integer::sum);
        strangers += stranger ? 1 : 0;
        expiries.add(new Expiry(deadline + APART, request, author, stranger));
        return new Verdict.Begin();
    }

    /** A request has been answered; the oldest answers are kept no longer than there is room. */
    void answered(Hash request, Run run) {
        if (runs.get(request) != run) {
            return;
        }
        answered.put(request, run);
        replyBytes += run.keptBytes();
        for (Iterator<Run> each = answered.values().iterator(); replyBytes > REPLY_BYTES && each.hasNext();) {
            Run oldest = each.next();
            replyBytes -= oldest.keptBytes();
            oldest.forget();
            each.remove();
        }
    }

    private void forget(long clock) {
        for (Expiry next = expiries.peek(); next != null && next.time <= clock; next = expiries.peek()) {
            expiries.remove();
            runs.remove(next.request);
            byAuthor.computeIfPresent(next.author, (_, count) -> count == 1 ? null : count - 1);
            strangers -= next.stranger ? 1 : 0;
            forgotten = Math.max(forgotten, next.time);
            @Nullable
            Run run = answered.remove(next.request);
            if (run != null) {
                replyBytes -= run.keptBytes();
            }
        }
    }
}
