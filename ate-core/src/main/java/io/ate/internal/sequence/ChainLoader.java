package io.ate.internal.sequence;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriterRow;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.view.View;
import io.ate.internal.view.WriterHistory;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads chains from a redo log into memory. What the log holds was judged and verified when it arrived, and each record
 * has its checksum; so nothing is verified here again, and opening costs little more than reading. Stateless.
 */
public final class ChainLoader {
    /** With so many events it pays to read and to apply at the same time. */
    private static final long LARGE = 20_000;

    private ChainLoader() {}

    /** The view of a chain without events, as its genesis makes it. */
    public static View empty(GenesisRecord genesis) {
        return empty(genesis, 0);
    }

    private static View empty(GenesisRecord genesis, long events) {
        try {
            List<KeyEntry> keys = new ArrayList<>();
            for (Slice bundle : genesis.bundles()) {
                keys.add(new KeyEntry(PublicKeys.of(bundle.toArray()), null, 0));
            }
            KeyRing ring = KeyRing.decode(genesis.ring(), genesis.rules().read());
            return new View(new RuleEntry(genesis.rules(), ring, 0), keys, events);
        } catch (MalformedException e) {
            throw new StoreDamagedException("the genesis of chain " + genesis.name() + " is damaged", e);
        }
    }

    /**
     * Reads the whole chain. Where it is on its {@linkplain Passage way} through what compaction has left of it, its
     * view shows the state before.
     *
     * @throws StoreDamagedException if any of its events is damaged
     */
    public static LoadedChain load(RedoLog log, StoredChain stored) {
        long end = log.end(stored.number());
        View view = empty(stored.genesis().record(), end);
        Fold fold = new Fold();
        OptionalLong passage = Passage.read(log, stored);
        List<ObjectEntry> unseen = new ArrayList<>();
        if (passage.isPresent()) {
            apply(log, stored, new Applier(view, fold, _ -> {}), passage.getAsLong());
            view.hold();
        }
        apply(log, stored, new Applier(view, fold, view.isHeld() ? unseen::addAll : _ -> {}), end);
        Writers writers = new Writers(stored.genesis().chainId(), history(log, stored.number()));
        writers.durableUpTo(end);
        return new LoadedChain(stored, view, writers, new MerkleTree(log.tree(stored.number())).frontier(end), end,
                fold, unseen);
    }

    /** Who is told what each item changes in the view. */
    private record Applier(View view, Fold fold, Consumer<List<ObjectEntry>> told) {
        void apply(LogItem item) {
            Effects effects = switch (item) {
                case LogItem.StoredEvent(long sequence, Event event, Slice _, boolean _) ->
                        effect(view, fold, event, sequence);
                case LogItem.Gap gap -> effect(view, fold, gap);
                case LogItem.Damaged(long from, long to, String what) ->
                        throw new StoreDamagedException("sequences " + from + " to " + to + " are lost: " + what);
            };
            view.apply(effects);
            told.accept(effects.objects());
        }
    }

    /** Applies what follows, up to there. */
    private static void apply(RedoLog log, StoredChain stored, Applier applier, long end) {
        View view = applier.view;
        LogReader reader = log.reader(stored.number(), view.applied(), Reading.HEADERS);
        if (end - view.applied() < LARGE) {
            try (reader) {
                while (view.applied() < end && reader.next()) {
                    applier.apply(reader.item());
                }
            }
        } else {
            try (ReadAhead ahead = new ReadAhead(reader)) {
                for (List<LogItem> items = ahead.next(); !items.isEmpty() && view.applied() < end; items = ahead
                        .next()) {
                    items.stream().takeWhile(item -> item.first() <= end).forEach(applier::apply);
                }
            }
        }
    }

    /**
     * What one stored event does to a view that has reached the event before it. That is nothing where it changes an
     * object that ended later, and compaction was in the midst of removing all that was before: the end may be gone
     * with what is above it.
     */
    public static Effects effect(View view, Fold fold, Event event, long sequence) {
        Facts facts = event.facts();
        try {
            KeyRing ring = facts.rules() == null || event.ring().isEmpty() ? null
                    : KeyRing.decode(event.ring(), facts.rules().read());
            ObjectEntry live = view.live(facts.key());
            if (live == null && facts.isChange()) {
                return new Effects(List.of(), List.of(), sequence);
            }
            ObjectEntry next = fold.next(live, facts, ring, sequence);
            List<KeyEntry> keys = facts.kind() == Kind.KEY ? List.of(published(event, sequence)) : List.of();
            Map<Long, ObjectEntry> before = live != null && next.conceals(live) ? Map.of(sequence, live) : Map.of();
            return new Effects(List.of(next), keys, before, sequence);
        } catch (MalformedException e) {
            throw new StoreDamagedException("event " + sequence + " is damaged", e);
        }
    }

    /**
     * What is left of the effects of events that are gone; whatever else of it still matters is where it is not gone.
     */
    public static Effects effect(View view, Fold fold, LogItem.Gap gap) {
        List<ObjectEntry> begun = gap.births()
                .stream()
                .filter(each -> each.sequence() > view.applied()) // a gap may have grown while somebody was in it
                .map(fold::begun)
                .toList();
        return new Effects(begun, List.of(), gap.to());
    }

    private static KeyEntry published(Event event, long sequence) throws MalformedException {
        PublishedKey key = PublishedKey.decode(event.payload());
        @Nullable
        KeyId controller = key.controller();
        return new KeyEntry(PublicKeys.of(key.bundle().toArray()), controller, sequence);
    }

    /** What the log keeps of writers, for {@link Writers}. */
    public static WriterHistory history(RedoLog log, long chain) {
        return new WriterHistory() {
            @Override
            public @Nullable Last last(WriterId writer) {
                return log.writer(chain, writer).map(ChainLoader::last).orElse(null);
            }

            @Override
            public @Nullable CommitRecord record(long first) {
                return log.record(chain, first).orElse(null);
            }
        };
    }

    private static WriterHistory.Last last(WriterRow row) {
        return new WriterHistory.Last(row.number(), row.first(), (int) (row.last() - row.first() + 1),
                row.statementHash());
    }
}
