package io.ate.internal.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The most recent durable commits of a chain, in memory up to a number of bytes, for subscribers that keep up; who
 * falls behind reads the log. One thread appends, any thread reads.
 */
public final class Tail {
    private final long bound;
    private final TailRoom room;
    private final ConcurrentSkipListMap<Long, DurableCommit> byFirst = new ConcurrentSkipListMap<>();
    private final AtomicLong end;
    private volatile long weight;
    private boolean closed;

    /**
     * @param bound about how many bytes are kept
     * @param room what all chains together keep; where that is too much, this one keeps less, if need be nothing
     * @param end sequence of the chain's last event so far
     */
    public Tail(long bound, TailRoom room, long end) {
        this.bound = bound;
        this.room = room;
        this.end = new AtomicLong(end);
    }

    /** Sequence of the last durable event. */
    public long end() {
        return end.get();
    }

    /** About how many bytes are kept now. */
    public long weight() {
        return weight;
    }

    /**
     * Lets go of commits up to {@code sequence}, which everybody who follows the chain has, as far as more than
     * {@code kept} bytes are held; only the chain's owner may call this.
     */
    public void forget(long sequence, long kept) {
        for (var oldest = byFirst.firstEntry(); oldest != null && weight > kept
                && oldest.getValue().record().last() <= sequence; oldest = byFirst.firstEntry()) {
            dropFirst();
        }
    }

    /** Appends the next durable commit; only the chain's owner may call this. */
    public void append(DurableCommit commit) {
        end.set(commit.record().last());
        if (closed) {
            return;
        }
        byFirst.put(commit.record().first(), commit);
        grow(commit.weight());
        while ((weight > bound && byFirst.size() > 1) || (room.isExceeded() && !byFirst.isEmpty())) {
            dropFirst();
        }
    }

    /** Gives back half of what is kept if room is scarce; to be called now and then, by the chain's owner alone. */
    public void shareRoom() {
        long enough = weight / 2;
        while (room.isScarce() && weight > enough) {
            dropFirst();
        }
    }

    /**
     * Gives back everything, since the chain is let go of, and keeps nothing more; only the chain's owner may call
     * this.
     */
    public void close() {
        closed = true;
        while (!byFirst.isEmpty()) {
            dropFirst();
        }
    }

    private void dropFirst() {
        grow(-byFirst.pollFirstEntry().getValue().weight());
    }

    private void grow(long bytes) {
        long now = weight + bytes;
        weight = now;
        room.take(bytes);
    }

    /**
     * The commits from the one that holds the event after {@code sequence}, about {@code bytes} of them and without a
     * gap; empty where that event is not in memory any more, or not there yet.
     */
    public List<DurableCommit> after(long sequence, long bytes) {
        var start = byFirst.floorEntry(sequence + 1);
        List<DurableCommit> commits = new ArrayList<>();
        if (start == null || start.getValue().record().last() <= sequence) {
            return commits;
        }
        long left = bytes;
        long next = start.getKey();
        for (DurableCommit commit : byFirst.tailMap(next, true).values()) {
            if (left <= 0 || commit.record().first() != next) {
                break; // it is enough, or the ones in between have gone while we were looking
            }
            commits.add(commit);
            left -= commit.weight();
            next = commit.record().last() + 1;
        }
        return commits;
    }
}
