package io.ate.internal.compaction;

import io.ate.internal.extension.Compactors;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass over a chain's log that takes from it the values which are of no more use, step by step. Each step reads a
 * bounded stretch and gives one batch of bounded size, to be appended like any other; the next one is taken when that
 * is durable. So nobody waits for it longer than for a commit, it may end between any two steps, and a crash at any
 * instant loses nothing: what is gone was superseded by what was durable before, and the next pass goes on.
 *
 * <p>
 * Headers, rings, signatures and records stay, and so does all that is proven by them; so do the values of whatever
 * lives, and of public keys. Nothing goes that an open snapshot of the view still shows. Confined to one thread at a
 * time.
 */
public final class Compaction {
    /** Events that one step looks at. */
    private static final int LOOKED_AT = 4096;
    /** Bytes that one step appends. */
    private static final long APPENDED = 256 << 10;

    private final RedoLog log;
    private final StoredChain chain;
    private final View view;
    private final CleanPoint cleanPoint;
    private final Compactors compactors;
    private final long end;
    private long position;
    private long values;
    private long bytes;

    /** A pass up to where the chain is now. */
    public Compaction(RedoLog log, StoredChain chain, View view, CleanPoint cleanPoint, Compactors compactors) {
        this.log = log;
        this.chain = chain;
        this.view = view;
        this.cleanPoint = cleanPoint;
        this.compactors = compactors;
        this.end = view.sequence();
    }

    /** Tells whether there is nothing left to look at. */
    public boolean isDone() {
        return position >= end;
    }

    /** Values that it has taken. */
    public long values() {
        return values;
    }

    /** Their bytes, as they were stored. */
    public long bytes() {
        return bytes;
    }

    /**
     * Looks at what comes next.
     *
     * @return what is to be appended, durable before the next step; empty if nothing is
     */
    public List<LogEntry> step() {
        List<LogEntry> entries = new ArrayList<>();
        try (Snapshot now = view.oldest();
                LogReader reader = log.reader(chain.number(), position, Reading.HEADERS)) {
            long upTo = Math.min(end, now.sequence());
            long reached = look(now, reader, upTo, entries);
            if (!entries.isEmpty()) {
                cleanPoint.raise(now.sequence());
                entries.addFirst(cleanPoint.note());
            }
            // What is behind the oldest state that somebody reads is left to the next pass.
            position = reached >= upTo || reached == position ? end : reached;
        } catch (SnapshotExpiredException _) { // nothing of it was kept: it is looked at again
            return List.of();
        }
        return entries;
    }

    private long look(Snapshot now, LogReader reader, long upTo, List<LogEntry> entries) {
        long reached = position;
        long appended = 0;
        long valuesBefore = values;
        long bytesBefore = bytes;
        try {
            for (int seen = 0; seen < LOOKED_AT && appended < APPENDED && reached < upTo && reader.next(); seen++) {
                switch (reader.item()) {
                    case LogItem.Damaged damaged -> reached = damaged.to();
                    case LogItem.StoredEvent stored -> {
                        reached = stored.sequence();
                        if (reached <= upTo && isOfNoUse(now, stored)) {
                            LogEntry strip = new LogEntry.Strip(chain.number(), stored.stripped());
                            entries.add(strip);
                            appended += strip.size();
                            values++;
                            bytes += stored.event().seal().length();
                        }
                    }
                }
            }
            return reached;
        } catch (SnapshotExpiredException e) {
            entries.clear();
            values = valuesBefore;
            bytes = bytesBefore;
            throw e;
        }
    }

    private boolean isOfNoUse(Snapshot now, LogItem.StoredEvent stored) {
        if (stored.bare()) {
            return false;
        }
        Optional<Superseded> superseded = Superseded.in(now, stored);
        return superseded.isPresent() && !compactors.keep(chain, stored, superseded.get().by());
    }
}
