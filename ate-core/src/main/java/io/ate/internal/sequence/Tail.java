package io.ate.internal.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The most recent durable commits of a chain, in memory up to a number of bytes, for subscribers that keep up; who
 * falls
 * behind reads the log. One thread appends, any thread reads.
 */
public final class Tail {
    private final long bound;
    private final ConcurrentSkipListMap<Long, DurableCommit> byFirst = new ConcurrentSkipListMap<>();
    private final AtomicLong end;
    private volatile long weight;

    /**
     * @param bound about how many bytes are kept
     * @param end sequence of the chain's last event so far
     */
    public Tail(long bound, long end) {
        this.bound = bound;
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
        long lighter = weight;
        for (var oldest = byFirst.firstEntry(); oldest != null && lighter > kept
                && oldest.getValue().record().last() <= sequence; oldest = byFirst.firstEntry()) {
            byFirst.pollFirstEntry();
            lighter -= oldest.getValue().weight();
        }
        weight = lighter;
    }

    /** Appends the next durable commit; only the chain's owner may call this. */
    public void append(DurableCommit commit) {
        byFirst.put(commit.record().first(), commit);
        long heavier = weight + commit.weight();
        while (heavier > bound && byFirst.size() > 1) {
            heavier -= byFirst.pollFirstEntry().getValue().weight();
        }
        weight = heavier;
        end.set(commit.record().last());
    }

    /**
     * The commits from the one that holds the event after {@code sequence}, about {@code bytes} of them; empty where
     * that
     * event is not in memory any more, or not there yet.
     */
    public List<DurableCommit> after(long sequence, long bytes) {
        var start = byFirst.floorEntry(sequence + 1);
        List<DurableCommit> commits = new ArrayList<>();
        if (start == null || start.getValue().record().last() <= sequence) {
            return commits;
        }
        long left = bytes;
        for (DurableCommit commit : byFirst.tailMap(start.getKey(), true).values()) {
            if (left <= 0) {
                break;
            }
            commits.add(commit);
            left -= commit.weight();
        }
        return commits;
    }
}
