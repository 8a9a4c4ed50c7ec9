package io.ate.internal.inspect;

import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.log.RedoLog;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where signed commits begin, in eight bytes each, so that the one that an event is in is found without going back
 * through the log. Confined to one thread.
 */
final class SignedCommits {
    private final RedoLog log;
    private final long chain;
    private long[] firsts = new long[64];
    private int count;

    SignedCommits(RedoLog log, long chain) {
        this.log = log;
        this.chain = chain;
    }

    /** A signed commit begins there, behind those before. */
    void add(long first) {
        if (count == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * count);
        }
        firsts[count++] = first;
    }

    /** The signed commit that the event of that sequence is in; nothing if nobody signed it. */
    Optional<CommitRecord> of(long sequence) {
        int found = Arrays.binarySearch(firsts, 0, count, sequence);
        int at = found >= 0 ? found : -found - 2;
        if (at < 0) {
            return Optional.empty();
        }
        try {
            return log.record(chain, firsts[at]).filter(record -> record.last() >= sequence);
        } catch (StoreDamagedException e) {
            return Optional.empty(); // the damage has been told
        }
    }
}
