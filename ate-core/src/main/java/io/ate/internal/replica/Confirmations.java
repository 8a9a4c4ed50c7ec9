package io.ate.internal.replica;

import io.ate.internal.view.ObjectEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which sequences the events of own commits got, for entries of the overlay that still name them by their tickets: an
 * object that was born by a commit which is confirmed now, and changed by one which is not, has an entry with both
 * kinds of numbers. One thread at a time changes it, under the overlay's lock; any thread reads.
 */
final class Confirmations {
    private final ConcurrentSkipListMap<Long, Confirmed> byTicket = new ConcurrentSkipListMap<>();
    private final Deque<Confirmed> inOrder = new ArrayDeque<>();

    /** @param until the last ticket that may have been given to entries which name this one */
    private record Confirmed(long firstTicket, int count, long first, long until) {}

    /** Notes a commit that the view has taken in, when {@code lastTicket} was the last one given. */
    void add(PendingCommit commit, long lastTicket) {
        Confirmed confirmed = new Confirmed(commit.firstTicket(), commit.count(), commit.confirmedAt(), lastTicket);
        byTicket.put(confirmed.firstTicket, confirmed);
        inOrder.addLast(confirmed);
    }

    /** Forgets what no entry names any more, the oldest one being of {@code oldestTicket}. */
    void forget(long oldestTicket) {
        for (Confirmed next = inOrder.peekFirst(); next != null && next.until < oldestTicket;
                next = inOrder.peekFirst()) {
            inOrder.removeFirst();
            byTicket.remove(next.firstTicket);
        }
    }

    /** The entry as it is to be seen over a state that has reached {@code sequence}. */
    ObjectEntry translate(ObjectEntry entry, long sequence) {
        return byTicket.isEmpty() ? entry : entry.translated(number -> sequence(number, sequence));
    }

    /** The sequence that a negative number stands for, if it was confirmed up to {@code bound}; else the number. */
    private long sequence(long number, long bound) {
        if (number >= 0) {
            return number;
        }
        Map.Entry<Long, Confirmed> entry = byTicket.floorEntry(-number);
        if (entry == null) {
            return number;
        }
        Confirmed confirmed = entry.getValue();
        long index = -number - confirmed.firstTicket;
        return index < confirmed.count && confirmed.first <= bound ? confirmed.first + index : number;
    }
}
