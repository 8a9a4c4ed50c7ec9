package io.ate.internal.view;

import io.ate.ChainId;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.Hash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has written which numbers: what makes retries safe and replay impossible. Confined to the thread that judges.
 *
 * <p>
 * Of each writer it holds the commits from the lowest number on that the writer still awaited; what is older, and
 * writers not heard of since opening, are looked up in the log.
 */
public final class Writers {
    /** More writers than this are not held in memory at a time. */
    private static final int HELD = 1 << 16;
    /** Of one writer, more commits than this are not held in memory. */
    private static final int RECENT = 1 << 14;

    private final ChainId chain;
    private final WriterHistory history;
    private final Map<WriterId, Held> held = new HashMap<>();
    private long durable;

    public Writers(ChainId chain, WriterHistory history) {
        this.chain = chain;
        this.history = history;
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

    private static final class Held {
        private final Deque<Admitted> recent = new ArrayDeque<>();
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

    /** The writer's last admitted commit, or null if it has none. */
    public @Nullable Admitted last(WriterId writer) {
        Held known = held.get(writer);
        if (known == null) {
            WriterHistory.Last row = history.last(writer);
            CommitRecord record = row == null ? null : history.record(row.first());
            if (row == null || record == null) {
                return null;
            }
            known = new Held();
            known.recent.addLast(new Admitted(row.number(), row.first(), record.statement().count(), row.hash()));
            hold(writer, known);
        }
        return known.recent.peekLast();
    }

    /** The writer's admitted commit of that number, or null if there is none. */
    public @Nullable Admitted find(WriterId writer, long number) {
        Admitted last = last(writer);
        Held known = held.get(writer);
        if (last == null || known == null || number > last.number) {
            return null;
        }
        Admitted oldest = known.recent.getFirst();
        if (number >= oldest.number) {
            Iterator<Admitted> newestFirst = known.recent.descendingIterator();
            while (newestFirst.hasNext()) {
                Admitted each = newestFirst.next();
                if (each.number <= number) {
                    return each.number == number ? each : null;
                }
            }
            return null;
        }
        return walk(oldest.first, number);
    }

    /** Notes that a commit was admitted with its first event at {@code first}. */
    public void admitted(Statement statement, Hash hash, long first) {
        Held known = held.get(statement.writer());
        if (known == null) {
            known = new Held();
            hold(statement.writer(), known);
        }
        Deque<Admitted> recent = known.recent;
        recent.addLast(new Admitted(statement.number(), first, statement.count(), hash));
        while (recent.size() > 1 && (recent.getFirst().number < statement.awaited() || recent.size() > RECENT)) {
            recent.removeFirst();
        }
    }

    /** Notes up to which sequence the log can answer in place of memory. */
    public void durableUpTo(long sequence) {
        durable = sequence;
    }

    private @Nullable Admitted walk(long from, long number) {
        CommitRecord record = history.record(from);
        while (record != null && record.statement().number() > number && record.previous() > 0) {
            record = history.record(record.previous());
        }
        if (record == null || record.statement().number() != number) {
            return null;
        }
        return new Admitted(number, record.first(), record.statement().count(),
                Statement.hash(chain, record.statementBytes()));
    }

    /** Where too many are held, some go; the log knows them. */
    private void hold(WriterId writer, Held entry) {
        if (held.size() >= HELD) {
            int surplus = HELD / 16;
            var each = held.entrySet().iterator();
            while (each.hasNext() && surplus > 0) {
                if (each.next().getValue().recent.getLast().first <= durable) {
                    each.remove();
                    surplus--;
                }
            }
        }
        held.put(writer, entry);
    }
}
