package io.ate.internal.view;

import io.ate.ChainId;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has written which numbers: what makes retries safe and replay impossible. Confined to the thread that judges.
 *
 * <p>
 * Of each writer it holds the commits from the lowest number on that the writer still awaited; what is older, and
 * writers not heard of since opening, are looked up in the log. That takes long, so {@link #isAtHand} tells beforehand
 * who has time for nothing of the kind; and it is bounded: nobody asks for more than the last {@link Bounds#NUMBERS}
 * numbers of a writer, and each commit of those is read once while it is held.
 *
 * <p>
 * A commit may name many other writers' commits, too. Who admits says for each how much may be read at most; reading
 * 16,380 records of a store on disk took 0.3 to 0.8 seconds of two busy cores, and only who has written as many commits
 * to the chain has it judge so slowly, and that chain alone.
 */
public final class Writers {
    /** More commits than this are not held in memory at a time, but for those that are not durable yet. */
    private static final int HELD = 1 << 18;

    private final ChainId chain;
    private final WriterHistory history;
    private final int most;
    /** Those that were heard of last are last. */
    private final Map<WriterId, WriterCommits> held = new LinkedHashMap<>(16, 0.75f, true);
    private int commits;
    private long mayRead = Long.MAX_VALUE;
    private long durable;

    public Writers(ChainId chain, WriterHistory history) {
        this(chain, history, HELD);
    }

    /** @param most commits are held in memory at a time, but for those that are not durable yet */
    Writers(ChainId chain, WriterHistory history, int most) {
        this.chain = chain;
        this.history = history;
        this.most = most;
    }

    /** An admitted commit of a writer. */
    public record Admitted(long number, long first, int count, Hash hash) {
        /** Tells whether the event of that sequence belongs to the commit. */
        public boolean contains(long sequence) {
            return sequence >= first && sequence < first + count;
        }
    }

    /** How a number stands that a writer sends. */
    public sealed interface Standing {
        /** Above all that the writer sent before: to be judged. */
        record Fresh() implements Standing {}

        /** Sent again; it was admitted as this. */
        record Known(Admitted commit) implements Standing {}

        /** It was refused, or passed over, and is never used again. */
        record Spent() implements Standing {}

        /** Another commit was admitted under this number: two programs use one writer. */
        record Cloned() implements Standing {}
    }

    /** How the commit of that number and statement hash stands. */
    public Standing standing(WriterId writer, long number, Hash hash) {
        Admitted last = last(writer);
        if (last == null || number > last.number) {
            return new Standing.Fresh();
        }
        Admitted known = find(writer, number);
        if (known == null) {
            return new Standing.Spent();
        }
        return known.hash.equals(hash) ? new Standing.Known(known) : new Standing.Cloned();
    }

    /**
     * From now on so many records are read at most: who asks for more is told by a {@link TooLongAgoException}. What
     * was read is held, so that who asks again comes further.
     */
    public void allow(long records) {
        mayRead = records;
    }

    /** Tells whether all that judging the commit may ask is answered without reading the log. */
    public boolean isAtHand(Commit commit) {
        Statement statement = commit.statement();
        WriterCommits known = held.get(statement.writer());
        if (known == null || !known.reaches(statement.number())) {
            return false;
        }
        for (Event event : commit.events()) {
            if (!isAtHand(event.facts().condition(), statement.writer())) {
                return false;
            }
        }
        for (ObjectCondition each : statement.conditions()) {
            if (!isAtHand(each.condition(), statement.writer())) {
                return false;
            }
        }
        return true;
    }

    private boolean isAtHand(Condition condition, WriterId by) {
        return switch (condition) {
            case Condition.Own own -> isAtHand(own.number(), by);
            case Condition.OfAnother(WriterId other, Condition.Own own) -> isAtHand(own.number(), other);
            case Condition.None(),Condition.Absent(),Condition.AtVersion(_) -> true;
        };
    }

    private boolean isAtHand(long number, WriterId by) {
        WriterCommits known = held.get(by);
        return known != null && known.reaches(number);
    }

    /** The writer's last admitted commit, or null if it has none. */
    public @Nullable Admitted last(WriterId writer) {
        WriterCommits known = known(writer);
        return known == null ? null : known.last();
    }

    /** The writer's admitted commit of that number, or null if there is none among those that still matter. */
    public @Nullable Admitted find(WriterId writer, long number) {
        WriterCommits known = known(writer);
        if (known == null || number > known.last().number) {
            return null;
        }
        if (!known.reaches(number)) {
            int before = known.size();
            known.reach(number, history, record -> Statement.hash(chain, record.statementBytes()), mayRead);
            int read = known.size() - before;
            mayRead -= read;
            commits += read;
            makeRoom();
            if (!known.reaches(number)) {
                throw new TooLongAgoException();
            }
        }
        return known.find(number);
    }

    /** Notes that a commit was admitted with its first event at {@code first}. */
    public void admitted(Statement statement, Hash hash, long first) {
        Admitted next = new Admitted(statement.number(), first, statement.count(), hash);
        WriterCommits known = held.get(statement.writer());
        if (known == null) {
            hold(statement.writer(), new WriterCommits(next, 0));
        } else {
            int before = known.size();
            known.add(next, statement.awaited(), durable);
            commits += known.size() - before;
            makeRoom();
        }
    }

    /** Notes up to which sequence the log can answer in place of memory. */
    public void durableUpTo(long sequence) {
        durable = sequence;
    }

    private @Nullable WriterCommits known(WriterId writer) {
        WriterCommits known = held.get(writer);
        if (known == null) {
            if (mayRead <= 0) {
                throw new TooLongAgoException();
            }
            mayRead--;
            WriterHistory.Last row = history.last(writer);
            if (row == null) {
                return null;
            }
            CommitRecord record = history.record(row.first());
            known = new WriterCommits(new Admitted(row.number(), row.first(), row.count(), row.hash()),
                    record == null ? 0 : record.previous());
            hold(writer, known);
        }
        return known;
    }

    private void hold(WriterId writer, WriterCommits entry) {
        held.put(writer, entry);
        commits += entry.size();
        makeRoom();
    }

    /** Where too many are held, those writers go that were not heard of for longest; the log knows them. */
    private void makeRoom() {
        if (commits <= most) {
            return;
        }
        var each = held.values().iterator();
        while (each.hasNext() && commits > most - most / 16) {
            WriterCommits known = each.next();
            commits -= known.size();
            if (known.last().first <= durable) {
                each.remove();
            } else {
                known.forget(durable);
                commits += known.size();
            }
        }
    }

    /** What the log says of writers has changed: nothing of it is remembered any more. All of it is durable. */
    public void forget() {
        held.clear();
        commits = 0;
    }

    /** How many commits are held. */
    int size() {
        return commits;
    }
}
