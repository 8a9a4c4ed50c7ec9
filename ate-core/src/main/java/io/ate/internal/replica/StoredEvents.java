package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.Replica.Written;
import io.ate.internal.view.SnapshotExpiredException;

/**
 * The confirmed events of a replica: from memory while they are recent, else from its log; payloads that it has spared
 * itself from where they are kept. Thread-safe.
 */
final class StoredEvents implements EventSource {
    private final RecentCommits recent;
    private final RedoLog log;
    private final StoredChain chain;
    private final Elsewhere elsewhere;
    private final Progress progress;

    /** Where payloads are that are not here. */
    @FunctionalInterface
    interface Elsewhere {
        /** That event with its payload. */
        Event fetch(long sequence, Event bare, Deadline deadline) throws InterruptedException;
    }

    /** Waits until the replica has come so far, and tells whether it did before the deadline. */
    @FunctionalInterface
    interface Progress {
        boolean await(long sequence, Deadline deadline) throws InterruptedException;
    }

    StoredEvents(RecentCommits recent, RedoLog log, StoredChain chain, Elsewhere elsewhere, Progress progress) {
        this.progress = progress;
        this.recent = recent;
        this.log = log;
        this.chain = chain;
        this.elsewhere = elsewhere;
    }

    @Override
    public Event event(long sequence, Deadline deadline) throws InterruptedException {
        Event event = header(sequence);
        return event.hasPayload() ? event : elsewhere.fetch(sequence, event, deadline);
    }

    @Override
    public Event present(long sequence, long at, Deadline deadline) throws InterruptedException {
        try {
            return event(sequence, deadline);
        } catch (CompactedException e) {
            if (e.through() <= at) {
                throw new CorruptionException("the value at sequence " + sequence + " of chain " + chain.name()
                        + " is the present one of its object up to " + at + ", and its server has removed it as "
                        + "superseded before", e);
            }
            if (!progress.await(e.through(), deadline)) {
                throw new ChainUnavailableException("what chain " + chain.name() + " holds at sequence " + sequence
                        + " was changed since, and that has not come in time", e);
            }
            throw new SnapshotExpiredException(at);
        }
    }

    @Override
    public Event header(long sequence) {
        Event event = recent.event(sequence);
        if (event != null) {
            return event;
        }
        return switch (item(sequence)) {
            case LogItem.StoredEvent stored -> stored.event();
            case LogItem.Gap gap -> throw gone(sequence, gap);
            case LogItem.Damaged(long _, long _, String what) -> throw new CorruptionException(
                    "event " + sequence + " of chain " + chain.name() + " is damaged in its replica here: " + what);
        };
    }

    @Override
    public Written written(long sequence) {
        if (recent.event(sequence) == null && item(sequence) instanceof LogItem.Gap gap) {
            return gap.births()
                    .stream()
                    .filter(each -> each.sequence() == sequence)
                    .findAny()
                    .map(each -> new Written(each.author(), each.time()))
                    .orElseThrow(() -> gone(sequence, gap));
        }
        return Written.in(header(sequence));
    }

    private CompactedException gone(long sequence, LogItem.Gap gap) {
        return new CompactedException("event " + sequence + " of chain " + chain.name()
                + " was superseded, and removed by compaction", gap.to());
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
