package io.ate.internal.replica;

import io.ate.internal.event.Event;
import io.ate.internal.replica.Replica.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The commits that were applied last, in memory: all that the log does not have on disk yet, and before them as many
 * as a number of bytes holds. The applier adds, any thread reads.
 */
final class RecentCommits {
    private final long bound;
    private final ConcurrentSkipListMap<Long, Applied> byFirst = new ConcurrentSkipListMap<>();
    private long weight;
    private volatile long durable;

    /** @param durable sequence up to which the log has everything */
    RecentCommits(long bound, long durable) {
        this.bound = bound;
        this.durable = durable;
    }

    /** Adds the next commit. */
    void add(Applied commit) {
        byFirst.put(commit.record().first(), commit);
        weight += weight(commit);
        trim();
    }

    /** The log has everything up to there. */
    void durableUpTo(long sequence) {
        durable = sequence;
        trim();
    }

    /** The event of that sequence, or null if it is not here. */
    @Nullable
    Event event(long sequence) {
        Map.Entry<Long, Applied> entry = byFirst.floorEntry(sequence);
        if (entry == null || entry.getValue().record().last() < sequence) {
            return null;
        }
        return entry.getValue().events().get((int) (sequence - entry.getKey()));
    }

    /** The commit whose first event has that sequence, or null if it is not here. */
    @Nullable
    Applied commit(long first) {
        return byFirst.get(first);
    }

    /**
     * All commits from the one on that holds the event after {@code sequence}, as far as {@code reached}, without a
     * gap; empty if that one is not here.
     */
    List<Applied> after(long sequence, long reached) {
        Map.Entry<Long, Applied> start = byFirst.floorEntry(sequence + 1);
        List<Applied> commits = new ArrayList<>();
        if (start == null || start.getValue().record().last() <= sequence) {
            return commits;
        }
        long next = start.getKey();
        for (Applied commit : byFirst.subMap(next, true, reached, true).values()) {
            if (commit.record().first() != next) {
                break; // the ones in between have gone while we were looking
            }
            commits.add(commit);
            next = commit.record().last() + 1;
        }
        return commits;
    }

    private void trim() {
        while (weight > bound && byFirst.size() > 1) {
            Map.Entry<Long, Applied> oldest = byFirst.firstEntry();
            if (oldest.getValue().record().last() > durable) {
                return;
            }
            byFirst.remove(oldest.getKey());
            weight -= weight(oldest.getValue());
        }
    }

    private static long weight(Applied commit) {
        long bytes = 512L + commit.record().statementBytes().length();
        for (Event event : commit.events()) {
            bytes += 256L + event.presentLength();
        }
        return bytes;
    }
}
