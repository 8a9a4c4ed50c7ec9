package io.ate.internal.lock;

import io.ate.PrimaryKey;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
    private final Function<? super A, ?> origins;
    private final BiPredicate<? super WriterId, ? super PrimaryKey> entitled;
    private final Map<PrimaryKey, Line> lines = new HashMap<>();
    private final Places<A> places;
    private final TreeSet<Place<A>> due = new TreeSet<>(
            Comparator.<Place<A>>comparingLong(each -> each.until).thenComparingLong(each -> each.order));
    private long orders;
    private int held;

    /** What becomes of a wish for a lock. */
    public sealed interface Answer {
        /** It is given, with that number and for that lease in milliseconds. */
        record Held(Fence fence, long lease) implements Answer {}

        /** Somebody else has it. */
        record Elsewhere() implements Answer {}

        /** There is too much to be kept in mind already. */
        record Full(LockLimits.Bound bound) implements Answer {}

        /** The object is there no more. */
        record Gone() implements Answer {}

        /** Whoever waited for it has lost the right to it meanwhile. */
        record Forbidden(PrimaryKey object) implements Answer {}
    }

    /** An answer, and where it goes. */
    public record Told<A>(A asker, Answer answer) {}

    /** Who has the lock on one object, and who waits for it. */
    private final class Line {
        private final LinkedHashMap<WriterId, Place<A>> waiting = new LinkedHashMap<>(2);
        private @Nullable Place<A> holding;
        private @Nullable Fence fence;
    }

    /**
     * A table without locks.
     *
     * @param start how often the store had been started, this time included
     * @param counter gives another number at each call, rising, for all chains of the store
     * @param origins what all askers have in common who can be answered over the same channel
     * @param entitled tells whether that writer may have the lock on that object when it is his turn: what he might
     * when he asked he may have lost while he waited
     */
    public LockTable(long start, LongSupplier counter, LockLimits limits, Function<? super A, ?> origins,
            BiPredicate<? super WriterId, ? super PrimaryKey> entitled) {
        this.start = start;
        this.counter = counter;
        this.limits = limits;
        this.origins = origins;
        this.entitled = entitled;
        this.places = new Places<>(limits);
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
        Place<A> holding = line == null ? null : line.holding;
        if (line != null && holding != null && line.fence != null && holding.holder.equals(holder)) {
            extend(holding, given, now);
            places.move(holding, origins.apply(asker));
            told.add(new Told<>(asker, new Answer.Held(line.fence, given)));
            return told;
        }
        Place<A> waits = line == null ? null : line.waiting.get(holder);
        if (waits != null) {
            told.add(new Told<>(waits.asker, new Answer.Elsewhere()));
            waits.asker = asker;
            places.move(waits, origins.apply(asker));
            waits.lease = given;
            postpone(waits, now + wait);
            expire(now, told);
            return told;
        }
        LockLimits.Bound exceeded = places.exceeded(holder.key(), origins.apply(asker));
        if (holding != null && wait == 0) {
            told.add(new Told<>(asker, new Answer.Elsewhere()));
        } else if (exceeded != null) {
            told.add(new Told<>(asker, new Answer.Full(exceeded)));
        } else {
            join(new Place<>(object, holder, orders++, asker, given, now + wait));
            serve(object, now, told);
        }
        return told;
    }

    /**
     * Lets the holder keep that very lock for a lease from now on.
     *
     * @return the lease that it is given, or 0 if it has that lock no more
     */
    public long renew(A asker, WriterId holder, Fence fence, long lease, long now) {
        Line line = lines.get(fence.lock());
        if (line == null || line.holding == null || !holds(holder, fence, now)) {
            return 0;
        }
        extend(line.holding, limits.lease(lease), now);
        places.move(line.holding, origins.apply(asker));
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
                free(line, line.holding);
            }
            Place<A> waits = line.waiting.remove(holder);
            if (waits != null) {
                leave(waits);
            }
            serve(object, now, told);
        }
        expire(now, told);
        return told;
    }

    /** Nobody from there is reached any more: their wishes are forgotten. Locks that they hold stay theirs. */
    public void closed(Object origin) {
        for (Place<A> place : places.closed(origin)) {
            Line line = lines.get(place.object);
            if (line != null && line.waiting.remove(place.holder, place)) {
                leave(place);
            }
        }
    }

    /** The object is there no more: its lock ends, and who waits for it is told. */
    public List<Told<A>> end(PrimaryKey object) {
        List<Told<A>> told = new ArrayList<>(0);
        Line line = lines.remove(object);
        if (line != null) {
            if (line.holding != null) {
                free(line, line.holding);
            }
            for (Place<A> each : line.waiting.values()) {
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

    /** How many locks are held. */
    public int held() {
        return held;
    }

    /** How many wishes wait. */
    public int awaited() {
        return places.taken() - held;
    }

    /** The objects of which somebody holds or awaits the lock. */
    public List<PrimaryKey> objects() {
        return List.copyOf(lines.keySet());
    }

    /** Ends all locks, whatever state they are in: nobody holds or awaits any, and nobody is told so. */
    public void clear() {
        lines.clear();
        due.clear();
        places.clear();
        held = 0;
    }

    private void expire(long now, List<Told<A>> told) {
        while (!due.isEmpty() && due.first().until <= now) {
            Place<A> over = due.first();
            Line line = lines.get(over.object);
            if (line == null) {
                throw new IllegalStateException("who holds or waits stands in a line");
            }
            if (over == line.holding) {
                free(line, over);
            } else {
                line.waiting.remove(over.holder);
                leave(over);
                told.add(new Told<>(over.asker, new Answer.Elsewhere()));
            }
            serve(over.object, now, told);
        }
    }

    /** Gives a free lock to the first in the line whose time is not over, and who may have it. */
    private void serve(PrimaryKey object, long now, List<Told<A>> told) {
        Line line = lines.get(object);
        if (line == null) {
            return;
        }
        while (line.holding == null && !line.waiting.isEmpty()) {
            Place<A> next = line.waiting.pollFirstEntry().getValue();
            if (!entitled.test(next.holder, object)) {
                leave(next);
                told.add(new Told<>(next.asker, new Answer.Forbidden(object)));
                continue;
            }
            Fence fence = new Fence(object, start, counter.getAsLong());
            line.fence = fence;
            line.holding = next;
            held++;
            extend(next, next.lease, now);
            told.add(new Told<>(next.asker, new Answer.Held(fence, next.lease)));
        }
        if (line.holding == null) {
            lines.remove(object);
        }
    }

    private void join(Place<A> place) {
        lines.computeIfAbsent(place.object, _ -> new Line()).waiting.put(place.holder, place);
        due.add(place);
        places.add(place, origins.apply(place.asker));
    }

    /** The lock is nobody's. */
    private void free(Line line, Place<A> holding) {
        line.holding = null;
        held--;
        leave(holding);
    }

    private void leave(Place<A> place) {
        due.remove(place);
        places.remove(place);
    }

    private void extend(Place<A> holding, long lease, long now) {
        holding.lease = lease;
        postpone(holding, now + lease);
    }

    private void postpone(Place<A> place, long until) {
        due.remove(place);
        place.until = until;
        due.add(place);
    }
}
