package io.ate.internal.replica;

import io.ate.CorruptionException;
import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The confirmed commits of a replica after one sequence, as far as they are known when the iteration gets there. What
 * is recent comes from memory; what is not is read from the log, from the chain's beginning, since the effects of a
 * commit depend on what was before. Each iterator is confined to one thread.
 */
final class History implements Iterable<Applied> {
    private final RedoLog log;
    private final StoredChain chain;
    private final RecentCommits recent;
    private final LongSupplier reached;
    private final long after;

    /** @param reached the sequence up to which the replica has applied */
    History(RedoLog log, StoredChain chain, RecentCommits recent, LongSupplier reached, long after) {
        this.log = log;
        this.chain = chain;
        this.recent = recent;
        this.reached = reached;
        this.after = after;
    }

    @Override
    public Iterator<Applied> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<Applied> {
        private final Fold fold = new Fold();
        private @Nullable View past;
        /** The commit that the log was in the midst of where reading it ended. */
        private @Nullable CommitRecord begun;
        private Iterator<Applied> some = List.<Applied>of().iterator();
        private long position = after;

        @Override
        public boolean hasNext() {
            if (!some.hasNext()) {
                some = more().iterator();
            }
            return some.hasNext();
        }

        @Override
        public Applied next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the history ends at " + position);
            }
            Applied next = some.next();
            position = next.last();
            return next;
        }

        private List<Applied> more() {
            long end = reached.getAsLong();
            if (position >= end) {
                return List.of();
            }
            List<Applied> known = recent.after(position, end);
            return known.isEmpty() ? read(end) : known;
        }

        /**
         * Replays the log up to the position, then goes on for a stretch, but not behind {@code end}: the log may have
         * what the view does not show yet, and whoever is told of that looks for it in vain, and is not told again.
         */
        private List<Applied> read(long end) {
            View view = past;
            if (view == null) {
                view = ChainLoader.empty(chain.genesis().record());
                past = view;
            }
            List<Applied> read = new ArrayList<>();
            List<Event> part = new ArrayList<>(); // what is not whole at the end is read again
            try (LogReader reader = log.reader(chain.number(), view.sequence(), Reading.WHOLE)) {
                while (read.size() < 256 && view.sequence() < end && reader.next()) {
                    if (reader.item() instanceof LogItem.Gap gap) {
                        take(view, part, read);
                        begun = goingOnBehind(gap);
                        view.apply(ChainLoader.effect(view, fold, gap));
                    } else {
                        LogItem.StoredEvent stored = reader.event();
                        begun = stored.beginning().orElse(begun);
                        part.add(stored.event());
                        if (stored.sequence() == begun(stored).last()) {
                            take(view, part, read);
                        }
                    }
                }
            } catch (StoreDamagedException e) {
                throw new CorruptionException(
                        "the history of chain " + chain.name() + " is damaged in its replica here: "
                                + e.getMessage(),
                        e);
            }
            return read;
        }

        private CommitRecord begun(LogItem.StoredEvent stored) {
            CommitRecord record = begun;
            if (record == null || stored.sequence() > record.last()) {
                throw new StoreDamagedException("no commit begins at sequence " + stored.sequence());
            }
            return record;
        }

        /** The commit that goes on behind the gap, whether it began in it or before; null if none does. */
        private @Nullable CommitRecord goingOnBehind(LogItem.Gap gap) {
            if (gap.begun() != null) {
                return gap.begun().decodedRecord();
            }
            return begun != null && begun.last() > gap.to() ? begun : null;
        }

        /** Takes what there is in a row of the commit that has begun, but for what has no effect any more. */
        private void take(View view, List<Event> events, List<Applied> read) {
            Part part = new Part(view.sequence() + 1);
            for (Event event : events) {
                Effects one = ChainLoader.effect(view, fold, event, view.sequence() + 1);
                view.apply(one);
                if (one.objects().isEmpty()) {
                    add(part, read);
                    part = new Part(view.sequence() + 1);
                } else {
                    part.add(event, one);
                }
            }
            add(part, read);
            events.clear();
        }

        private void add(Part part, List<Applied> read) {
            CommitRecord record = begun;
            if (record != null && !part.events.isEmpty() && part.last() > position) {
                read.add(part.of(record));
            }
        }
    }

    /** Events of a commit in a row, and what they do. */
    private static final class Part {
        private final long first;
        private final List<Event> events = new ArrayList<>();
        private final List<ObjectEntry> objects = new ArrayList<>();
        private final List<KeyEntry> keys = new ArrayList<>(0);
        private final Map<Long, ObjectEntry> before = new HashMap<>(0);

        private Part(long first) {
            this.first = first;
        }

        private void add(Event event, Effects effects) {
            events.add(event);
            objects.addAll(effects.objects());
            keys.addAll(effects.keys());
            before.putAll(effects.before());
        }

        private long last() {
            return first + events.size() - 1;
        }

        private Applied of(CommitRecord record) {
            return new Applied(record, first, List.copyOf(events), new Effects(objects, keys, before, last()));
        }
    }
}
