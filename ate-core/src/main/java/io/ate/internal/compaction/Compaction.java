package io.ate.internal.compaction;

import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.PastWriters;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    /** Events that one step looks at. */
    private static final int LOOKED_AT = 4096;
    /** Sizes of the tree of which one step forgets that they were to stay provable. */
    private static final int FORGOTTEN = 1 << 14;
    /** Bytes that one step appends. */
    private static final long APPENDED = 256 << 10;
    /** The ends of objects stay for so long, in milliseconds, and for so many events, for those who come back. */
    private static final long MARK_TIME = TimeUnit.DAYS.toMillis(30);
    private static final long MARK_EVENTS = 1 << 20;
    /** On a disk that is nearly full only what gives back so many times what its removal takes is removed. */
    private static final int MUCH = 16;

    private final RedoLog log;
    private final StoredChain chain;
    private final View view;
    private final CleanPoint cleanPoint;
    private final CompactionRules rules;
    private final long begun;
    private final long end;
    private long position;
    private final Map<WriterId, Long> awaited = new HashMap<>();
    private final Leftovers leftovers = new Leftovers();
    /** What was said of the values that are looked at now. */
    private final Map<Long, Boolean> wishes = new HashMap<>();
    private final PastWriters writers;
    private final Provable provable;
    /** Whether a state did not last for one step, so that the next one looks at each event by itself. */
    private boolean hurried;
    private boolean recent;
    private boolean signed;
    /** Whether each event of the commit is looked at by itself, and none goes if it is signed. */
    private boolean apart;
    private long commitEnds;
    private boolean isAwaited;
    private long mark;
    /** Up to where sizes of the tree that are not above the mark are not provable any more. */
    private long forgotten;
    private long values;
    private long bytes;
    private long left;

    /**
     * A pass up to where the chain is now.
     *
     * @param begun when, by the clock that admits commits, in milliseconds since 1970
     * @param provable which sizes of the chain's tree are to stay provable
     */
    public Compaction(RedoLog log, StoredChain chain, View view, CleanPoint cleanPoint, CompactionRules rules,
            long begun, Provable provable) {
        this.log = log;
        this.chain = chain;
        this.view = view;
        this.cleanPoint = cleanPoint;
        this.rules = rules;
        this.begun = begun;
        this.end = view.sequence();
        this.writers = PastWriters.of(log, chain);
        this.provable = provable;
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

    /** The bytes of values that it has left where they are, since they were stored so lately. */
    long left() {
        return left;
    }

    /**
     * Looks at what comes next.
     *
     * @return what is to be appended, durable before the next step; empty if nothing is
     */
    public List<LogEntry> step() {
        List<LogEntry> entries = new ArrayList<>();
        long from = position;
        try (Snapshot now = view.oldest();
                LogReader reader = log.reader(chain.number(), position, Reading.HEADERS)) {
            long upTo = Math.min(end, now.sequence());
            try {
                new Look(now, reader, upTo, entries).go();
                hurried = false;
                if (position >= upTo || position == from) {
                    position = end; // what is behind the oldest state that somebody reads is left to the next pass
                }
            } catch (SnapshotExpiredException e) { // what was found before is as true, else a slow step had no end
                hurried = position == from;
                LOG.debug("chain {} is looked at further in a newer state", chain.name(), e);
            }
            if (!entries.isEmpty()) {
                cleanPoint.raise(now.sequence());
                entries.addFirst(cleanPoint.note());
            }
        }
        return entries;
    }

    /**
     * At one stretch in one state. A commit that is signed goes as a whole or not at all, since its signatures are over
     * all of it; of any other each event by itself.
     */
    private final class Look {
        private final Snapshot now;
        private final LogReader reader;
        private final long upTo;
        private final List<LogEntry> entries;
        private final boolean nearlyFull = log.isNearlyFull();
        private final Cutting cutting = new Cutting(chain.number(), new MerkleTree(log.tree(chain.number())),
                provable);
        private final List<LogItem.StoredEvent> together = new ArrayList<>();
        private int seen;
        private long appended;

        Look(Snapshot now, LogReader reader, long upTo, List<LogEntry> entries) {
            this.now = now;
            this.reader = reader;
            this.upTo = upTo;
            this.entries = entries;
        }

        void go() {
            if (position > 0 && log.read(chain.number(), position).orElse(null) instanceof LogItem.Gap before) {
                cutting.hasGone(before, new Survivors(now, mark)); // by the step before, or a pass before: what follows joins it
            }
            while (goesOn() && reader.next()) {
                seen++;
                switch (reader.item()) {
                    case LogItem.Damaged damaged -> {
                        stay();
                        position = damaged.to();
                    }
                    case LogItem.Gap gap -> {
                        if (!together.isEmpty() || !cutting.hasRoom(gap)) {
                            stay();
                        }
                        cutting.hasGone(gap, new Survivors(now, mark));
                        position = gap.to();
                    }
                    case LogItem.StoredEvent stored -> {
                        stored.beginning().ifPresent(commit -> begin(commit, now.sequence()));
                        together.add(stored);
                        if (!goesAsAWhole() || stored.sequence() == commitEnds) {
                            settle();
                            position = stored.sequence();
                        }
                    }
                }
            }
            endGap();
            long upTo = Math.min(mark, forgotten + FORGOTTEN);
            entries.addAll(provable.forget(forgotten, upTo));
            forgotten = upTo;
        }

        private boolean goesAsAWhole() {
            return signed && !apart;
        }

        private boolean goesOn() {
            return position < upTo && (!together.isEmpty() || (seen < LOOKED_AT && appended < APPENDED));
        }

        private void endGap() {
            cutting.end().ifPresent(cut -> {
                entries.add(cut);
                appended += cut.size();
            });
        }

        private void settle() {
            if (cutting.isFull()) {
                endGap();
            }
            List<Survivors.Needed> needed = together.stream().map(this::needed).toList();
            if (needed.contains(Survivors.Needed.ALL)) {
                stay();
                return;
            }
            for (int i = 0; i < needed.size(); i++) {
                goes(together.get(i), needed.get(i));
            }
            together.clear();
            wishes.clear();
        }

        private void goes(LogItem.StoredEvent stored, Survivors.Needed needed) {
            if (needed == Survivors.Needed.BIRTH) {
                cutting.goesButForTheBirth(stored);
            } else {
                cutting.goes(stored);
            }
            values++;
            bytes += stored.event().presentLength();
        }

        /** The events stay, but for values that are of no use. */
        private void stay() {
            endGap();
            for (LogItem.StoredEvent each : together) {
                leftovers.stays(each, now);
                strip(each);
            }
            together.clear();
            wishes.clear();
        }

        private void strip(LogItem.StoredEvent stored) {
            LogEntry strip = new LogEntry.Strip(chain.number(), stored.stripped());
            long length = stored.event().seal().length();
            boolean isAffordable = !nearlyFull || length >= MUCH * strip.size();
            if (isAffordable && isOfNoUse(now, stored)) {
                if (recent && !nearlyFull) {
                    left += length;
                } else {
                    entries.add(strip);
                    appended += strip.size();
                    values++;
                    bytes += length;
                }
            }
        }

        /** How much of the event is of use, or is to stay since somebody wants it. */
        private Survivors.Needed needed(LogItem.StoredEvent stored) {
            if (recent || (signed && apart) || (stored.commitRecord() != null && isAwaited)) {
                return Survivors.Needed.ALL;
            }
            Survivors.Needed needed = new Survivors(now, mark).of(stored, signed);
            boolean stays = needed == Survivors.Needed.ALL || leftovers.need(stored, now)
                    || (needed == Survivors.Needed.BIRTH && signed)
                    || (stored.event().seal().length() > 0 && !stored.bare()
                            && isWished(stored, by(now, stored)));
            return stays ? Survivors.Needed.ALL : needed;
        }
    }

    private static OptionalLong by(Snapshot now, LogItem.StoredEvent stored) {
        ObjectEntry present = now.live(stored.event().facts().key());
        return present == null ? OptionalLong.empty() : OptionalLong.of(present.valued());
    }

    /** A commit that comes from far in the future, by a clock that was wrong, is as good as old. */
    private void begin(CommitRecord commit, long state) {
        recent = Math.abs(begun - commit.time()) < rules.recent();
        signed = !commit.signatures().isEmpty();
        apart = hurried;
        commitEnds = commit.last();
        Statement statement = commit.statement();
        if (begun - commit.time() >= MARK_TIME && end - commit.first() >= MARK_EVENTS) {
            mark = commit.last();
        }
        isAwaited = commit.first() > mark
                && statement.number() >= awaited.computeIfAbsent(statement.writer(),
                        writer -> lowestAwaited(writer, state));
    }

    /**
     * The lowest number that the writer, as it was at that sequence, may send once more: to be answered, that commit's
     * record has to be there. The writer's last commit is in any case: from there it is told who comes later.
     */
    private long lowestAwaited(WriterId writer, long sequence) {
        return writers.record(sequence, writer)
                .map(last -> last.statement().awaited())
                .orElse(Long.MAX_VALUE);
    }

    private boolean isOfNoUse(Snapshot now, LogItem.StoredEvent stored) {
        if (stored.bare()) {
            return false;
        }
        Optional<Superseded> superseded = Superseded.in(now, stored, chain.genesis().record().trust());
        return superseded.isPresent() && !saysWhetherItWasChanged(stored, superseded.get())
                && !isWished(stored, superseded.get().by());
    }

    /** Whoever wants values kept is asked once for each, however often it is looked at. */
    private boolean isWished(LogItem.StoredEvent stored, OptionalLong by) {
        return wishes.computeIfAbsent(stored.sequence(), _ -> rules.compactors().keep(chain, stored, by));
    }

    /**
     * Tells whether the object may still have the value that it began with, sealed anew for other readers. An event of
     * a stream is compared with that, and what is sealed anew is as long as it was.
     */
    private boolean saysWhetherItWasChanged(LogItem.StoredEvent stored, Superseded superseded) {
        return superseded.recorded() && log.read(chain.number(), superseded.by().orElseThrow())
                .filter(LogItem.StoredEvent.class::isInstance)
                .map(LogItem.StoredEvent.class::cast)
                .filter(present -> present.event().seal().length() == stored.event().seal().length())
                .isPresent();
    }
}
