package io.ate.internal.host;

import io.ate.internal.sequence.DurableCommit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was made durable; only ever rises. Thread-safe. */
public final class Tally {
    private final LongAdder commits = new LongAdder();
    private final LongAdder events = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Tally() {}

    void count(DurableCommit commit) {
        commits.increment();
        events.add(commit.events().size());
        bytes.add(commit.length());
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
