package io.ate.internal.replica;

import io.ate.CorruptionException;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;

/** The confirmed events of a replica: from memory while they are recent, else from its log. Thread-safe. */
final class StoredEvents implements EventSource {
    private final RecentCommits recent;
    private final RedoLog log;
    private final StoredChain chain;

    StoredEvents(RecentCommits recent, RedoLog log, StoredChain chain) {
        this.recent = recent;
        this.log = log;
        this.chain = chain;
    }

    @Override
    public Event event(long sequence, Deadline deadline) {
        Event event = recent.event(sequence);
        if (event != null) {
            return event;
        }
        return switch (item(sequence)) {
            case LogItem.StoredEvent stored -> stored.event();
            case LogItem.Damaged(long _, long _, String what) -> throw new CorruptionException(
                    "event " + sequence + " of chain " + chain.name() + " is damaged in its replica here: " + what);
        };
    }

    private LogItem item(long sequence) {
        try {
            return log.read(chain.number(), sequence)
                    .orElseThrow(() -> new CorruptionException(
                            "event " + sequence + " of chain " + chain.name() + " is missing in its replica here"));
        } catch (StoreDamagedException e) {
            throw new CorruptionException("event " + sequence + " of chain " + chain.name() + " is damaged", e);
        }
    }
}
