package io.ate.internal.inspect;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.StoreDamagedException;
import io.ate.Trust;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriterRow;
import io.ate.internal.replica.VerifiedHeadNote;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.GenesisCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verdict;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.View;
import io.ate.internal.view.WriterHistory;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one chain of a store: every row, hash and signature, the order of commits and of each writer's, every right
 * by the judge that clients follow streams with, the tree, the heads that writers name, the table of writers, and of a
 * replica the head that it noted. Goes on
 * behind what is wrong. Confined to one thread.
 *
 * <p>
 * What is judged is judged by all that was before. Behind events that are lost, and up to the last that compaction
 * removed, that is not known: there hashes and signatures are verified and rights are not, which is said once.
 */
public final class ChainVerifier {
    private final RedoLog log;
    private final StoredChain stored;
    private final String name;
    private final ChainId chain;
    private final boolean distributed;
    private final Consumer<Finding> findings;
    private final LongConsumer progress;
    private final Verifiers verifiers = new Verifiers();
    private final CommitCheck check;
    private final Judge judge;
    private final Fold fold = new Fold();
    private final View view;
    private final SeenWriters seen;
    private final Writers writers;
    private final TreeComparison tree;
    /** Up to there rights cannot be judged. */
    private long lastGap;
    /** Up to there events may belong to a commit of which others are gone. */
    private long partialTo;
    private boolean lost;
    private boolean toldUnjudged;
    private @Nullable Begun begun;

    /** A commit whose events are being gathered. */
    private record Begun(CommitRecord record, List<Event> events) {}

    private ChainVerifier(RedoLog log, StoredChain stored, Consumer<Finding> findings, LongConsumer progress) {
        this.log = log;
        this.stored = stored;
        this.findings = findings;
        this.progress = progress;
        name = stored.name().text();
        chain = stored.genesis().chainId();
        Trust trust = stored.genesis().record().trust();
        distributed = trust == Trust.DISTRIBUTED;
        check = new CommitCheck(chain, verifiers);
        judge = new Judge(trust, Judge.Role.FOLLOWING, fold);
        view = ChainLoader.empty(stored.genesis().record());
        seen = new SeenWriters(log, stored.number());
        writers = new Writers(chain, seen);
        tree = new TreeComparison(log.tree(stored.number()),
                (leaves, what) -> findings.accept(Finding.damage(name, leaves, leaves, null, what)));
    }

    /**
     * Verifies a chain.
     *
     * @param findings is told of each thing that is wrong, and of what cannot be verified
     * @param progress is told how far it has come, in sequences
     */
    public static void verify(RedoLog log, StoredChain stored, Consumer<Finding> findings, LongConsumer progress) {
        String fault = GenesisCheck.fault(stored.genesis(), new Verifiers());
        if (fault != null) {
            findings.accept(Finding.forgery(stored.name().text(), 0, 0, null, fault));
            return;
        }
        new ChainVerifier(log, stored, findings, progress).run();
    }

    private void run() {
        lastGap = Gaps.last(log, stored);
        if (lastGap > 0) {
            findings.accept(Finding.unverified(name, 1, lastGap, "compaction has removed events up to here: of those "
                    + "that are left, hashes and signatures are verified, and rights only behind"));
        }
        ChainWalk.whole(log, stored, new ChainWalk.Visitor() {
            @Override
            public void event(LogItem.StoredEvent event) {
                take(event, false);
            }

            @Override
            public void gap(LogItem.Gap gap) {
                goesOnBehind(gap);
                endUnfinished(gap.from() - 1);
                tree.missing(gap.to());
                view.apply(ChainLoader.effect(view, fold, gap));
            }

            @Override
            public void withoutValue(LogItem.StoredEvent event, String what) {
                findings.accept(Finding.damage(name, event.sequence(), event.sequence(), event.event().facts().key(),
                        "the value is lost: " + what));
                take(event, true);
            }

            @Override
            public void lost(long from, long to, String what) {
                lost = true;
                endUnfinished(from - 1);
                findings.accept(Finding.damage(name, from, to, null, "events are lost: " + what));
                tree.missing(to);
            }
        });
        endUnfinished(log.end(stored.number()));
        compareWriters();
        compareNotedHead();
    }

    /** Of commits of which the gap took a part, the rest has no record of its own. */
    private void goesOnBehind(LogItem.Gap gap) {
        if (begun != null) {
            partialTo = begun.record.last();
        }
        if (gap.begun() != null) {
            partialTo = gap.begun().decodedRecord().last();
        }
    }

    private void take(LogItem.StoredEvent stood, boolean valueIsLost) {
        long sequence = stood.sequence();
        progress.accept(sequence);
        if (stood.commitRecord() != null) {
            endUnfinished(sequence - 1);
            begin(stood);
        } else if (begun == null && !lost && sequence > Math.max(lastGap, partialTo)) {
            findings.accept(Finding.forgery(name, sequence, sequence, stood.event().facts().key(),
                    "the event is in no commit"));
        }
        tree.event(stood.event().hash(chain));
        if (stood.event().hasPayload() && !stood.event().isWhole()) {
            findings.accept(Finding.damage(name, sequence, sequence, stood.event().facts().key(),
                    "value or key ring are not those of their hashes"));
        }
        Begun commit = begun;
        if (commit == null) {
            apply(stood.event(), sequence);
            return;
        }
        commit.events.add(valueIsLost ? stood.event().withoutPayload() : stood.event());
        if (sequence == commit.record.last()) {
            begun = null;
            end(commit);
            tree.committed();
        }
    }

    private void begin(LogItem.StoredEvent first) {
        try {
            CommitRecord record = first.beginning().orElseThrow();
            if (record.first() != first.sequence()) {
                findings.accept(Finding.forgery(name, first.sequence(), first.sequence(), null,
                        "the record of the commit that begins here names sequence " + record.first()));
            } else {
                begun = new Begun(record, new ArrayList<>(record.statement().count()));
            }
        } catch (StoreDamagedException e) {
            findings.accept(Finding.damage(name, first.sequence(), first.sequence(), null,
                    String.valueOf(e.getMessage())));
            lost = true;
        }
    }

    /** A commit of which not all events are there. */
    private void endUnfinished(long last) {
        Begun commit = begun;
        begun = null;
        if (commit == null) {
            return;
        }
        long first = commit.record.first();
        if (!lost && last >= lastGap) {
            findings.accept(Finding.forgery(name, first, last, null, "the commit that begins here has "
                    + commit.record.statement().count() + " events, and another begins behind " + last));
        }
        for (int i = 0; i < commit.events.size(); i++) {
            apply(commit.events.get(i), first + i);
        }
    }

    private void end(Begun begun) {
        CommitRecord record = begun.record;
        long first = record.first();
        CheckedCommit checked = checked(begun);
        if (checked == null || checked.fault() instanceof CheckedCommit.Fault.Malformed
                || checked.fault() instanceof CheckedCommit.Fault.InvalidSignature) {
            if (checked != null && checked.fault() != null) {
                findings.accept(Finding.forgery(name, first, record.last(), null, checked.fault().text()));
            }
            if (checked != null) {
                took(record, checked);
            }
            applyAll(begun);
            return;
        }
        if (first <= lastGap || lost) {
            tellUnjudged(first);
            seen.saw(record, checked.hash());
            applyAll(begun);
            return;
        }
        demandPrevious(record);
        demandHead(record);
        switch (judge.judge(view, writers, checked, Set.of(), first)) {
            case Verdict.Admitted(var effects) -> view.apply(effects);
            case Verdict.Refused refused -> {
                if (lastGap == 0 || !dependsOnRemoved(refused)) {
                    findings.accept(Finding.forgery(name, first, record.last(), refused.object(),
                            "the commit was not to be admitted (" + refused.reason() + "): " + refused.text()));
                }
                applyAll(begun);
            }
            case Verdict.Repeated _ -> {
                findings.accept(Finding.forgery(name, first, record.last(), null, "the commit repeats an earlier one"));
                applyAll(begun);
            }
        }
        took(record, checked);
    }

    /** It is there, whatever is wrong with it: what follows names it. */
    private void took(CommitRecord record, CheckedCommit checked) {
        writers.admitted(record.statement(), checked.hash(), record.first());
        seen.saw(record, checked.hash());
        writers.durableUpTo(record.last());
    }

    private @Nullable CheckedCommit checked(Begun begun) {
        CommitRecord record = begun.record;
        try {
            Commit commit = Commit.of(record.statement(), record.statementBytes(), record.signatures(), begun.events);
            return check.check(commit, id -> {
                KeyEntry key = view.publicKey(id);
                return key == null ? null : key.keys();
            });
        } catch (MalformedException e) {
            findings.accept(Finding.forgery(name, record.first(), record.last(), null,
                    "the commit is malformed: " + e.getMessage()));
            return null;
        }
    }

    /** What a writer waited for, or built on, may be known by its number alone. */
    private static boolean dependsOnRemoved(Verdict.Refused refused) {
        return switch (refused.reason()) {
            case CONFLICT, PREDECESSOR_REFUSED, LIMIT -> true;
            default -> false;
        };
    }

    private void tellUnjudged(long first) {
        if (lost && !toldUnjudged) {
            toldUnjudged = true;
            findings.accept(Finding.unverified(name, first, log.end(stored.number()), "whether these were to be "
                    + "admitted depends on events that are lost: their hashes and signatures are verified, and rights "
                    + "are not"));
        }
    }

    private void demandPrevious(CommitRecord record) {
        Writers.Admitted before = writers.last(record.statement().writer());
        long expected = before == null ? 0 : before.first();
        boolean mayBeGone = record.previous() <= lastGap && record.previous() >= expected && expected <= lastGap;
        if (record.previous() != expected && !mayBeGone) {
            findings.accept(Finding.forgery(name, record.first(), record.last(), null, "the record names sequence "
                    + record.previous() + " as its writer's previous commit, which is "
                    + (before == null ? "none" : "at " + expected)));
        }
    }

    /** Who signs says how the history before it ends; where nobody does, nothing follows from it. */
    private void demandHead(CommitRecord record) {
        Statement statement = record.statement();
        boolean counts = !record.signatures().isEmpty() || distributed;
        if (!counts) {
            return;
        }
        if (statement.headSize() >= record.first()) {
            findings.accept(Finding.forgery(name, record.first(), record.last(), null, "its writer has verified a tree "
                    + "of size " + statement.headSize() + ", which there was not yet"));
            return;
        }
        tree.root(statement.headSize())
                .filter(root -> !root.equals(statement.headRoot()))
                .ifPresent(root -> findings.accept(Finding.forgery(name, record.first(), record.last(), null,
                        "its writer has verified another history: the tree of size " + statement.headSize() + " is "
                                + root + " here and was " + statement.headRoot())));
    }

    private void applyAll(Begun commit) {
        for (int i = 0; i < commit.events.size(); i++) {
            apply(commit.events.get(i), commit.record.first() + i);
        }
    }

    /** Goes on as far as that makes sense: what does not was found, or comes of what was lost. */
    private void apply(Event event, long sequence) {
        try {
            view.apply(ChainLoader.effect(view, fold, event, sequence));
        } catch (StoreDamagedException | IllegalStateException e) {
            PrimaryKey object = event.facts().key();
            findings.accept(Finding.damage(name, sequence, sequence, object, String.valueOf(e.getMessage())));
        }
    }

    /** Lost events say which of the rows are right; otherwise each has to be what the commits come to. */
    private void compareWriters() {
        Map<WriterId, WriterHistory.Last> expected = seen.all();
        Set<WriterId> found = new HashSet<>();
        try {
            log.writers(stored.number(), null, (writer, row) -> {
                found.add(writer);
                WriterHistory.Last last = expected.get(writer);
                boolean isToBeKnown = !lost && row.first() > lastGap;
                if (isToBeKnown && (last == null || !isOf(row, last))) {
                    findings.accept(Finding.damage(name, row.first(), row.last(), null, "the table of writers says "
                            + "that writer " + text(writer) + " ended with number " + row.number()
                            + ", which is not what its commits say"));
                }
                return true;
            });
        } catch (StoreDamagedException e) {
            findings.accept(Finding.damage(name, 0, 0, null, String.valueOf(e.getMessage())));
            return;
        }
        for (Map.Entry<WriterId, WriterHistory.Last> each : expected.entrySet()) {
            if (!found.contains(each.getKey())) {
                findings.accept(Finding.damage(name, each.getValue().first(), each.getValue().first(), null,
                        "the table of writers is without writer " + text(each.getKey())));
            }
        }
    }

    /** Of a client's replica: up to the head that it noted last, its server signed what is here. */
    private void compareNotedHead() {
        RootAt noted;
        try {
            noted = VerifiedHeadNote.read(log, stored);
        } catch (StoreDamagedException e) {
            findings.accept(Finding.damage(name, 0, 0, null, String.valueOf(e.getMessage())));
            return;
        }
        long end = log.end(stored.number());
        if (noted.size() > end) {
            findings.accept(Finding.damage(name, end, end, null, "the replica noted that it has verified its server's "
                    + "history up to sequence " + noted.size() + ", and ends here"));
            return;
        }
        tree.root(noted.size())
                .filter(root -> !root.equals(noted.root()))
                .ifPresent(root -> findings.accept(Finding.forgery(name, noted.size(), noted.size(), null,
                        "the replica noted that its server has signed the tree " + noted.root()
                                + " up to here, and it is " + root)));
    }

    private static boolean isOf(WriterRow row, WriterHistory.Last last) {
        Hash hash = row.statementHash();
        return row.number() == last.number() && row.first() == last.first() && hash.equals(last.hash())
                && row.last() == last.first() + last.count() - 1;
    }

    private static String text(WriterId writer) {
        return "%s/%016x%016x".formatted(writer.key(), writer.high(), writer.low());
    }
}
