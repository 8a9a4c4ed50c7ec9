package io.ate.internal.host;

import io.ate.internal.compaction.LastPass;
import io.ate.internal.sequence.DurableCommit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was made durable, and what compaction took from it; only ever rises. Thread-safe. */
public final class Tally {
    private final LongAdder commits = new LongAdder();
    private final LongAdder events = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder passes = new LongAdder();
    private final LongAdder before = new LongAdder();
    private final LongAdder after = new LongAdder();

    Tally() {}

    void count(DurableCommit commit) {
        commits.increment();
        events.add(commit.events().size());
        bytes.add(commit.length());
    }

    void count(LastPass pass) {
        passes.increment();
        before.add(pass.before());
        after.add(pass.after());
    }

    /** Passes over chains that took from them what is of no more use. */
    public long passes() {
        return passes.sum();
    }

    /** Bytes that those chains took together, each when its pass began. */
    public long bytesBefore() {
        return before.sum();
    }

    /** And when it ended. */
    public long bytesAfter() {
        return after.sum();
    }

    public long commits() {
        return commits.sum();
    }

    public long events() {
        return events.sum();
    }

    /** Bytes of those events. */
    public long bytes() {
        return bytes.sum();
    }
}
