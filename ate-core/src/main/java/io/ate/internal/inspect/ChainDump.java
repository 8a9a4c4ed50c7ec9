package io.ate.internal.inspect;

import io.ate.CorruptionException;
import io.ate.IncompatibleValueException;
import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.StoreDamagedException;
import io.ate.internal.dao.FoundKeys;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.inspect.DumpLine.Value;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.Fold;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a chain of a store: its objects as they hang below one another, or its events in order. What is damaged is
 * shown as such, and all else as it is. In memory are the view, the data keys that were found, and eight bytes for each
 * signed commit; lines are handed over as they come about. Confined to one thread.
 */
public final class ChainDump implements AutoCloseable {
    private static final Value NONE = new Value.None();

    private final RedoLog log;
    private final StoredChain stored;
    private final Consumer<DumpLine> lines;
    private final Fold fold = new Fold();
    private final View view;
    private final FoundKeys found;
    private final SignedCommits signed;
    private boolean lost;

    /** @param keys by which values are opened; they stay whose they are */
    public ChainDump(RedoLog log, StoredChain stored, List<KeyBundle> keys, Consumer<DumpLine> lines) {
        this.log = log;
        this.stored = stored;
        this.lines = lines;
        view = ChainLoader.empty(stored.genesis().record());
        found = new FoundKeys(stored.genesis(), keys);
        signed = new SignedCommits(log, stored.number());
    }

    /** Shows the objects that there are, each ahead of what hangs below it, and before them what is missing. */
    public void objects() {
        load(lines);
        lines.accept(chain());
        try (Snapshot snapshot = view.snapshot()) {
            below(snapshot, PrimaryKey.ZERO, 0);
        }
    }

    /** Shows the events that there are, in their order, each commit's record ahead of them. */
    public void history() {
        load(_ -> {
            // it is told where it stands
        });
        lines.accept(chain());
        ChainWalk.whole(log, stored, new ChainWalk.Visitor() {
            @Override
            public void event(LogItem.StoredEvent event) {
                shown(event, null);
            }

            @Override
            public void gap(LogItem.Gap gap) {
                lines.accept(new DumpLine.Removed(gap.from(), gap.to()));
            }

            @Override
            public void withoutValue(LogItem.StoredEvent event, String what) {
                shown(event, what);
            }

            @Override
            public void lost(long from, long to, String what) {
                lines.accept(new DumpLine.Lost(from, to, what));
            }
        });
    }

    private DumpLine.OfChain chain() {
        var record = stored.genesis().record();
        RuleEntry rules = Objects.requireNonNull(view.zero().rules());
        return new DumpLine.OfChain(stored.name().text(), stored.genesis().chainId().toString(),
                record.trust().toString(), record.signer(), log.end(stored.number()), rules.rules());
    }

    /** Comes to the present state, past what is lost, and finds the keys and the signatures on the way. */
    private void load(Consumer<DumpLine> missing) {
        found.ring(PrimaryKey.ZERO, Objects.requireNonNull(view.zero().rules()));
        try (LogReader reader = log.reader(stored.number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                switch (reader.item()) {
                    case LogItem.StoredEvent event -> take(event, missing);
                    case LogItem.Gap gap -> {
                        missing.accept(new DumpLine.Removed(gap.from(), gap.to()));
                        view.apply(ChainLoader.effect(view, fold, gap));
                    }
                    case LogItem.Damaged(long from, long to, String what) -> {
                        missing.accept(new DumpLine.Lost(from, to, what));
                        lost = true;
                    }
                }
            }
        }
    }

    private void take(LogItem.StoredEvent stood, Consumer<DumpLine> missing) {
        long sequence = stood.sequence();
        Event event = stood.event();
        try {
            if (stood.beginning().filter(record -> !record.signatures().isEmpty()).isPresent()) {
                signed.add(sequence);
            }
            if (lost && event.facts().place() instanceof Place.Under(PrimaryKey parent, String _)
                    && view.live(parent) == null) {
                missing.accept(new DumpLine.Unplaced(event.facts().key(), parent, sequence));
            }
            view.apply(ChainLoader.effect(view, fold, event, sequence));
        } catch (StoreDamagedException | IllegalStateException e) {
            missing.accept(new DumpLine.Lost(sequence, sequence, String.valueOf(e.getMessage())));
            lost = true;
            return;
        }
        ObjectEntry entry = event.facts().rules() == null ? null : view.entry(event.facts().key());
        RuleEntry rules = entry == null ? null : entry.rules();
        if (rules != null) {
            found.ring(event.facts().key(), rules);
        }
    }

    private void below(Snapshot snapshot, PrimaryKey parent, int depth) {
        for (String collection : snapshot.collections(parent).reversed()) {
            snapshot.children(parent, collection, entry -> {
                lines.accept(object(entry, depth));
                below(snapshot, entry.key(), depth + 1);
            });
        }
    }

    private DumpLine.OfObject object(ObjectEntry entry, int depth) {
        DumpLine.Stood stood = null;
        Value value;
        LogItem item = log.read(stored.number(), entry.valued()).orElse(null);
        switch (item) {
            case LogItem.StoredEvent event -> {
                stood = new DumpLine.Stood(event.sequence(), event.event().facts().author(),
                        event.event().facts().time(), event.event().seal().length());
                value = value(event.event(), entry);
            }
            case LogItem.Damaged damaged -> value = new Value.Damaged(damaged.what());
            case LogItem.Gap _ -> value = new Value.Elsewhere();
            case null -> value = new Value.Damaged("there is no event " + entry.valued());
        }
        RuleEntry rules = entry.rules();
        return new DumpLine.OfObject(depth, entry.key(), entry.parent(), entry.collection(), entry.type(),
                entry.version(), entry.born(), entry.placed(), rules == null ? null : rules.rules(), signed(entry),
                stood, value);
    }

    /** Which commits somebody signed that say what the object is. */
    private List<DumpLine.Signed> signed(ObjectEntry entry) {
        RuleEntry rules = entry.rules();
        Map<Long, DumpLine.Signed> byCommit = new LinkedHashMap<>();
        covered(byCommit, entry.born(), "birth");
        covered(byCommit, entry.placed(), "place");
        covered(byCommit, entry.valued(), "value");
        if (rules != null) {
            covered(byCommit, rules.since(), "rules");
        }
        return List.copyOf(byCommit.values());
    }

    private void covered(Map<Long, DumpLine.Signed> byCommit, long sequence, String what) {
        signed.of(sequence)
                .ifPresent(record -> byCommit
                        .computeIfAbsent(record.first(),
                                first -> new DumpLine.Signed(signers(record), new ArrayList<>(), first, record.last()))
                        .covers()
                        .add(what));
    }

    private static List<KeyId> signers(CommitRecord record) {
        return record.signatures().stream().map(each -> record.statement().keys().get(each.index())).toList();
    }

    private void shown(LogItem.StoredEvent stood, @Nullable String damage) {
        try {
            stood.beginning()
                    .ifPresent(record -> lines.accept(new DumpLine.OfCommit(record.first(), record.last(),
                            record.time(), record.statement(), signers(record))));
        } catch (StoreDamagedException e) {
            lines.accept(new DumpLine.Lost(stood.sequence(), stood.sequence(), String.valueOf(e.getMessage())));
        }
        Event event = stood.event();
        Value value = damage != null ? new Value.Damaged(damage) : value(event, view.live(event.facts().key()));
        lines.accept(new DumpLine.OfEvent(stood.sequence(), event.facts(), event.seal().length(), value));
    }

    private Value value(Event event, @Nullable ObjectEntry at) {
        if (event.facts().payload() == null || PrimaryKey.ZERO.equals(event.facts().key())) {
            return NONE;
        }
        if (!found.opens(event)) {
            return new Value.Sealed(at == null ? List.of() : readers(at));
        }
        if (!event.hasPayload()) {
            return new Value.Elsewhere();
        }
        if (event.facts().payload().format() == PayloadForm.Format.FIXED) {
            return NONE; // a public key, which is its own description
        }
        try {
            return new Value.Open(found.value(event));
        } catch (CorruptionException | IncompatibleValueException e) {
            return new Value.Damaged(String.valueOf(e.getMessage()));
        }
    }

    private List<KeyId> readers(ObjectEntry entry) {
        return Rights.reading(view, entry).entry().rules().read() instanceof ReadRule.Keys(List<KeyId> readers)
                ? readers
                : List.of();
    }

    /** Zeroes the keys that were found. */
    @Override
    public void close() {
        found.close();
    }
}
