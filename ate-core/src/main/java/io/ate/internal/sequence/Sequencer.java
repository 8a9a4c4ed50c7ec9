package io.ate.internal.sequence;

import io.ate.KeyId;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Statement;
import io.ate.internal.lock.LockDesk;
import io.ate.internal.log.LogEntry;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verdict;
import io.ate.internal.view.AmendedState;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.View;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives one chain its order. Commits are judged one after the other against the <em>tentative</em> state, which knows
 * all that were admitted before; what is admitted gets its sequence and goes to the redo log. Only when the log says
 * that it is durable does it enter the view, is its sender answered, and does anybody else see it. A refusal is
 * answered no sooner than everything is durable that it was judged on.
 *
 * <p>
 * The chain's tree grows at admission: its nodes stand in the same batch of the log as the events below them, so tree
 * and log never disagree. If the log fails nothing is taken back: nobody waiting is answered, and the chain has to be
 * loaded anew. Confined to the chain's owner; reads no clock and does no I/O.
 */
public final class Sequencer implements LockDesk.Order {
    /** So many of the last refusals are remembered. */
    private static final int REFUSALS = 256;

    private final long chain;
    private final View view;
    private final AmendedState tentative;
    private final Writers writers;
    private final Judge judge;
    private final MerkleFrontier tree;
    private final Consumer<DurableCommit> keeping;
    private final Consumer<DurableCommit> published;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final LinkedHashMap<Hash, Verdict.Refused> refusals = LinkedHashMap.newLinkedHashMap(0);
    private long end;
    private long durable;

    /** What is answered once everything up to {@code after} is durable. */
    private sealed interface Waiting {
        long after();

        record Publication(DurableCommit commit) implements Waiting {
            @Override
            public long after() {
                return commit.record().last();
            }
        }

        record Repetition(long after, Source source, Writers.Admitted commit) implements Waiting {}

        record Refusal(long after, Source source, Verdict.Refused refusal) implements Waiting {}

        record Task(long after, Runnable task) implements Waiting {}
    }

    /**
     * Goes on where {@code loaded} ends.
     *
     * @param published is handed every commit as it becomes durable, after the view has it and before its sender is
     * answered
     */
    public Sequencer(LoadedChain loaded, Judge judge, Consumer<DurableCommit> published) {
        this(loaded, judge, _ -> {
            // whoever follows this chain is told of it when the view has it
        }, published);
    }

    /**
     * Goes on where {@code loaded} ends.
     *
     * @param keeping is handed every commit as it becomes durable, before the view shows it
     * @param published is handed it after that, and before its sender is answered
     */
    public Sequencer(LoadedChain loaded, Judge judge, Consumer<DurableCommit> keeping,
            Consumer<DurableCommit> published) {
        this.chain = loaded.stored().number();
        this.view = loaded.view();
        this.tentative = new AmendedState(view);
        this.writers = loaded.writers();
        this.judge = judge;
        this.tree = loaded.frontier();
        this.keeping = keeping;
        this.published = published;
        this.end = loaded.end();
        this.durable = end;
    }

    /** Sequence of the last admitted event, durable or not. */
    @Override
    public long end() {
        return end;
    }

    /** Sequence of the last durable event. */
    public long durable() {
        return durable;
    }

    /** The state that the next commit is judged against. */
    public ChainState tentative() {
        return tentative;
    }

    /** Tells whether the commit can be judged from memory. */
    public boolean isAtHand(Commit commit) {
        return writers.isAtHand(commit);
    }

    /** How many answers wait for the log. */
    public int waiting() {
        return waiting.size();
    }

    /**
     * Judges a commit. What has to be made durable is added to {@code batch}; the answer comes through the commit's
     * source in {@link #durable}. What cannot be judged because the log has lost what it takes is refused as damaged:
     * that is this commit's trouble, and nobody else's.
     *
     * @param proven the keys that the sender has proven
     * @param time the server's clock in milliseconds since 1970
     */
    public void judge(CheckedCommit checked, Set<KeyId> proven, Source source, long time, List<LogEntry> batch) {
        judge(checked, proven, source, time, batch, null);
    }

    /**
     * The same where something is against the commit that the judge does not know of: there is no room, or a validator
     * does not want it. What would be admitted is refused for that reason, while what was stored before is answered as
     * such.
     *
     * @param objection why the commit is not admitted, or null if there is nothing against it
     */
    public void judge(CheckedCommit checked, Set<KeyId> proven, Source source, long time, List<LogEntry> batch,
            Verdict.@Nullable Refused objection) {
        Verdict verdict;
        Writers.@Nullable Admitted before;
        try {
            verdict = judge.judge(tentative, writers, checked, proven, end + 1);
            before = verdict instanceof Verdict.Admitted ? writers.last(checked.commit().statement().writer()) : null;
        } catch (StoreDamagedException e) {
            refuse(source, Reason.DAMAGED, String.valueOf(e.getMessage()));
            return;
        }
        switch (verdict) {
            case Verdict.Admitted _ when objection != null -> waiting.addLast(new Waiting.Refusal(end, source,
                    objection.reason().isRetryable() ? objection : remembered(checked.hash(), objection)));
            case Verdict.Admitted admitted -> admit(checked, admitted, before, source, time, batch);
            case Verdict.Repeated(Writers.Admitted commit) ->
                    waiting.addLast(new Waiting.Repetition(end, source, commit));
            case Verdict.Refused refusal ->
                    waiting.addLast(new Waiting.Refusal(end, source, remembered(checked.hash(), refusal)));
        }
    }

    /** Who sends a commit again whose refusal was lost is told the reason, and not that it was refused. */
    private Verdict.Refused remembered(Hash commit, Verdict.Refused refusal) {
        if (refusal.reason() == Reason.REFUSED_EARLIER) {
            return refusals.getOrDefault(commit, refusal);
        }
        refusals.put(commit, refusal);
        if (refusals.size() > REFUSALS) {
            refusals.pollFirstEntry();
        }
        return refusal;
    }

    /** Refuses a commit for a reason outside the chain's state, in its place in the order of answers. */
    public void refuse(Source source, Reason reason, String text) {
        waiting.addLast(new Waiting.Refusal(end, source, new Verdict.Refused(reason, text, null)));
    }

    /** Has {@code task} run once everything is durable that was admitted until now: at once, if it is. */
    @Override
    public void whenDurable(Runnable task) {
        if (end == durable) {
            task.run();
        } else {
            waiting.addLast(new Waiting.Task(end, task));
        }
    }

    /** Everything up to {@code sequence} is durable: publishes it and answers, in the order of judgement. */
    public void durable(long sequence) {
        durable = Math.max(durable, sequence);
        writers.durableUpTo(durable);
        for (Waiting next = waiting.peekFirst(); next != null && next.after() <= durable; next = waiting.peekFirst()) {
            waiting.removeFirst();
            switch (next) {
                case Waiting.Publication(DurableCommit commit) -> publish(commit);
                case Waiting.Repetition(long _, Source source, Writers.Admitted commit) ->
                        source.committed(commit.number(), commit.first());
                case Waiting.Refusal(long _, Source source, Verdict.Refused refusal) -> source.refused(refusal);
                case Waiting.Task(long _, Runnable task) -> task.run();
            }
        }
    }

    /** @param before the writer's last commit; reads nothing more, so that nothing is left half done */
    private void admit(CheckedCommit checked, Verdict.Admitted admitted, Writers.@Nullable Admitted before,
            Source source, long time, List<LogEntry> batch) {
        Statement statement = checked.commit().statement();
        CommitRecord record = CommitRecord.of(checked.commit(), end + 1, time, before == null ? 0 : before.first());
        Slice recordBytes = record.encode();
        writers.admitted(statement, checked.hash(), record.first());
        tentative.put(admitted.effects());
        end = record.last();
        batch.add(new LogEntry.Append(chain, record, checked.commit().events(), checked.hash()));
        for (Hash eventHash : checked.eventHashes()) {
            tree.append(eventHash, (level, index, hash) -> batch.add(new LogEntry.Nodes(chain, level, index, hash)));
        }
        waiting.addLast(new Waiting.Publication(new DurableCommit(record, recordBytes, checked.commit().events(),
                admitted.effects(), source)));
    }

    private void publish(DurableCommit commit) {
        keeping.accept(commit);
        view.apply(commit.effects());
        tentative.settle(commit.effects());
        published.accept(commit);
        commit.source().committed(commit.record().statement().number(), commit.record().first());
    }
}
