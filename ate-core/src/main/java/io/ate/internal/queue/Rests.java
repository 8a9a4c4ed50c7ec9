package io.ate.internal.queue;

import io.ate.DaoRef;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The items of a queue of which nothing came, each of them left alone for a time of its own. Confined to its queue's
 * lock.
 *
 * <p>
 * In a tenth of a second one of them is tried again where others were never tried, and a few where there are no others:
 * however many there are of which nothing ever comes, they keep neither the others waiting nor the processor busy. When
 * something comes of one, what was in its way may be over for all, and the next one follows at once.
 */
final class Rests<T> {
    private static final Duration PERIOD = Duration.ofMillis(100);
    /** So many are tried again in a period in which there is nothing else to do. */
    static final int AT_MOST = 16;

    private final Map<DaoRef<T>, Rest<T>> rests = new HashMap<>();
    /** Those that are not tried right now, by the ends of their rests. */
    private final PriorityQueue<Rest<T>> order = new PriorityQueue<>();
    private Deadline period = Deadline.in(Duration.ZERO);
    private int tried;

    /**
     * How an item is left alone.
     *
     * @param setbacks in a row
     */
    private record Rest<T>(DaoRef<T> item, Deadline until, int setbacks) implements Comparable<Rest<T>> {
        @Override
        public int compareTo(Rest<T> other) {
            return Long.signum(until.nanos() - other.until.nanos()); // as the clock is to be compared
        }
    }

    /** Leaves an item alone for so long, which is not among those that rest. */
    void begin(DaoRef<T> item, Duration duration, int setbacks) {
        Rest<T> rest = new Rest<>(item, Deadline.in(duration), setbacks);
        rests.put(item, rest);
        order.add(rest);
    }

    /** Tells whether the item rests, or has and is tried again. */
    boolean has(DaoRef<T> item) {
        return rests.containsKey(item);
    }

    /** How often in a row the item was set back. */
    int setbacks(DaoRef<T> item) {
        Rest<T> rest = rests.get(item);
        return rest == null ? 0 : rest.setbacks;
    }

    /** The one that is to be tried again now, if there is one; it goes on resting. */
    Optional<DaoRef<T>> due(boolean othersWait) {
        if (period.remaining() <= 0) {
            period = Deadline.in(PERIOD);
            tried = 0;
        }
        return Optional.ofNullable(order.peek())
                .filter(first -> first.until.remaining() <= 0 && tried < (othersWait ? 1 : AT_MOST))
                .map(Rest::item);
    }

    /** The one that is due is tried again. */
    void tryDue() {
        order.remove();
        tried++;
    }

    /** The one that is due is no more. */
    void dropDue() {
        rests.remove(order.remove().item);
    }

    /** That one, if it was tried again, is no more: another one may be tried in its place. */
    void isGone(DaoRef<T> item) {
        if (rests.remove(item) != null) {
            tried = Math.max(0, tried - 1);
        }
    }

    /** Something came of that one at last, if it was tried again. */
    void isDone(DaoRef<T> item) {
        if (rests.remove(item) != null) {
            tried = 0;
        }
    }

    /** How long none is to be tried again. */
    Optional<Duration> idle() {
        return Optional.ofNullable(order.peek())
                .map(first -> Math.max(first.until.remaining(), tried < AT_MOST ? 0 : period.remaining()))
                .map(nanos -> Duration.ofNanos(Math.max(0, nanos)));
    }
}
