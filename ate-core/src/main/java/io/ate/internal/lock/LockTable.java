package io.ate.internal.lock;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one chain: for each object at most one holder, and those who wait, first come, first served. A holder
 * has a lock for a lease, and longer if it renews it in time; the next in line gets it no sooner than the lease is over
 * or the lock is given back. A pure state machine: time comes in with every call and never goes back, and what is to be
 * told to whom comes out. Confined to the chain's owner.
 *
 * @param <A> where an answer goes
 */
public final class LockTable<A> {
    private final long start;
    private final LongSupplier counter;
    private final LockLimits limits;
    private final Map<PrimaryKey, Line> lines = new HashMap<>();
    private final Map<KeyId, Integer> places = new HashMap<>();
    private final TreeSet<Place> due = new TreeSet<>(
            Comparator.<Place>comparingLong(each -> each.until).thenComparingLong(each -> each.order));
    private long orders;
    private int taken;

    /** What becomes of a wish for a lock. */
    public sealed interface Answer {
        /** It is given, with that number and for that lease in milliseconds. */
        record Held(Fence fence, long lease) implements Answer {}

        /** Somebody else has it. */
        record Elsewhere() implements Answer {}

        /** There is too much to be kept in mind already. */
        record Full() implements Answer {}

        /** The object is there no more. */
        record Gone() implements Answer {}
    }

    /** An answer, and where it goes. */
    public record Told<A>(A asker, Answer answer) {}

    /** A holder's or a waiter's, until its time is over. */
    private final class Place {
        private final PrimaryKey object;
        private final WriterId holder;
        private final long order = orders++;
        private A asker;
        private long lease;
        private long until;

        private Place(PrimaryKey object, WriterId holder, A asker, long lease, long until) {
            this.object = object;
            this.holder = holder;
            this.asker = asker;
            this.lease = lease;
            this.until = until;
        }
    }

    /** Who has the lock on one object, and who waits for it. */
    private final class Line {
        private final Deque<Place> waiting = new ArrayDeque<>(1);
        private @Nullable Place holding;
        private @Nullable Fence fence;
    }

    /**
     * A table without locks.
     *
     * @param start how often the store had been started, this time included
     * @param counter gives another number at each call, rising, for all chains of the store
     */
    public LockTable(long start, LongSupplier counter, LockLimits limits) {
        this.start = start;
        this.counter = counter;
        this.limits = limits;
    }

    /**
     * Asks for the lock. Who has it already goes on having it, with the same number, for a lease from now on; who waits
     * for it already keeps its place, and is answered here and no longer where it asked before.
     *
     * @param wait for how many milliseconds to wait; 0 is answered at once
     */
    public List<Told<A>> take(A asker, WriterId holder, PrimaryKey object, long lease, long wait, long now) {
        List<Told<A>> told = new ArrayList<>(1);
        expire(now, told);
        long given = limits.lease(lease);
        Line line = lines.get(object);
        Place holding = line == null ? null : line.holding;
        if (line != null && holding != null && line.fence != null && holding.holder.equals(holder)) {
            extend(holding, given, now);
            told.add(new Told<>(asker, new Answer.Held(line.fence, given)));
            return told;
        }
        Place waits = line == null ? null : waiting(line, holder);
        if (waits != null) {
            told.add(new Told<>(waits.asker, new Answer.Elsewhere()));
            waits.asker = asker;
            waits.lease = given;
            postpone(waits, now + wait);
            expire(now, told);
            return told;
        }
        if (holding != null && wait == 0) {
            told.add(new Told<>(asker, new Answer.Elsewhere()));
        } else if (isFull(holder.key())) {
            told.add(new Told<>(asker, new Answer.Full()));
        } else {
            join(lines.computeIfAbsent(object, _ -> new Line()), new Place(object, holder, asker, given, now + wait));
            serve(object, now, told);
        }
        return told;
    }

    /**
     * Lets the holder keep that very lock for a lease from now on.
     *
     * @return the lease that it is given, or 0 if it has that lock no more
     */
    public long renew(WriterId holder, Fence fence, long lease, long now) {
        Line line = lines.get(fence.lock());
        if (line == null || line.holding == null || !holds(holder, fence, now)) {
            return 0;
        }
        extend(line.holding, limits.lease(lease), now);
        return line.holding.lease;
    }

    /** Tells whether that writer has that very lock. */
    public boolean holds(WriterId holder, Fence fence, long now) {
        Line line = lines.get(fence.lock());
        return line != null && line.holding != null && line.holding.holder.equals(holder) && fence.equals(line.fence)
                && now < line.holding.until;
    }

    /** Takes back the lock that this writer has on the object, or its place in the line; nobody else's. */
    public List<Told<A>> release(WriterId holder, PrimaryKey object, long now) {
        List<Told<A>> told = new ArrayList<>(1);
        Line line = lines.get(object);
        if (line != null) {
            if (line.holding != null && line.holding.holder.equals(holder)) {
                leave(line.holding);
                line.holding = null;
            }
            Place waits = waiting(line, holder);
            if (waits != null) {
                line.waiting.remove(waits);
                leave(waits);
            }
            serve(object, now, told);
        }
        expire(now, told);
        return told;
    }

    /** Forgets the wishes of those whom no answer reaches any more. Locks that they hold stay theirs. */
    public void forget(Predicate<A> unreachable) {
        if (lines.isEmpty()) {
            return;
        }
        for (Iterator<Line> each = lines.values().iterator(); each.hasNext();) {
            Line line = each.next();
            for (Iterator<Place> waiter = line.waiting.iterator(); waiter.hasNext();) {
                Place place = waiter.next();
                if (unreachable.test(place.asker)) {
                    waiter.remove();
                    leave(place);
                }
            }
            if (line.holding == null && line.waiting.isEmpty()) {
                each.remove();
            }
        }
    }

    /** The object is there no more: its lock ends, and who waits for it is told. */
    public List<Told<A>> end(PrimaryKey object) {
        List<Told<A>> told = new ArrayList<>(0);
        Line line = lines.remove(object);
        if (line != null) {
            if (line.holding != null) {
                leave(line.holding);
            }
            for (Place each : line.waiting) {
                leave(each);
                told.add(new Told<>(each.asker, new Answer.Gone()));
            }
        }
        return told;
    }

    /** What is to be told because it is as late as that. */
    public List<Told<A>> expire(long now) {
        List<Told<A>> told = new ArrayList<>();
        expire(now, told);
        return told;
    }

    /** When {@link #expire} has something to do next; {@link Alarm#NEVER} if nothing is held or waited for. */
    public long next() {
        return due.isEmpty() ? Alarm.NEVER : due.first().until;
    }

    /** Tells whether nobody holds anything or waits. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Tells whether somebody holds or awaits the lock on that object. */
    public boolean concerns(PrimaryKey object) {
        return lines.containsKey(object);
    }

    private void expire(long now, List<Told<A>> told) {
        while (!due.isEmpty() && due.first().until <= now) {
            Place over = due.first();
            Line line = lines.get(over.object);
            if (line == null) {
                throw new IllegalStateException("who holds or waits stands in a line");
            }
            leave(over);
            if (over == line.holding) {
                line.holding = null;
            } else {
                line.waiting.remove(over);
                told.add(new Told<>(over.asker, new Answer.Elsewhere()));
            }
            serve(over.object, now, told);
        }
    }

    /** Gives a free lock to the first in the line whose time is not over. */
    private void serve(PrimaryKey object, long now, List<Told<A>> told) {
        Line line = lines.get(object);
        if (line == null) {
            return;
        }
        Place next = line.holding == null ? line.waiting.pollFirst() : null;
        if (next != null) {
            Fence fence = new Fence(object, start, counter.getAsLong());
            line.fence = fence;
            line.holding = next;
            extend(next, next.lease, now);
            told.add(new Told<>(next.asker, new Answer.Held(fence, next.lease)));
        }
        if (line.holding == null) {
            lines.remove(object);
        }
    }

    private @Nullable Place waiting(Line line, WriterId holder) {
        for (Place each : line.waiting) {
            if (each.holder.equals(holder)) {
                return each;
            }
        }
        return null;
    }

    private boolean isFull(KeyId key) {
        return taken >= limits.ofChain() || places.getOrDefault(key, 0) >= limits.ofKey();
    }

    private void join(Line line, Place place) {
        line.waiting.addLast(place);
        due.add(place);
        taken++;
        places.merge(place.holder.key(), 1, Integer::sum);
    }

    private void leave(Place place) {
        due.remove(place);
        taken--;
        places.computeIfPresent(place.holder.key(), (_, count) -> count == 1 ? null : count - 1);
    }

    private void extend(Place holding, long lease, long now) {
        holding.lease = lease;
        postpone(holding, now + lease);
    }

    private void postpone(Place place, long until) {
        due.remove(place);
        place.until = until;
        due.add(place);
    }
}
