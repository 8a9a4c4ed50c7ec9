package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A chain whose commits follow from a seed one by one, so that two processes make the same ones. Confined to one
 * thread.
 */
final class KilledChain {
    private final int index;
    private final SampleChain chain;
    private final Random shape;
    private LogEntry.@Nullable Append last;
    private LogEntry.@Nullable Append beforeLast;

    private KilledChain(int index, SampleChain chain, long seed) {
        this.index = index;
        this.chain = chain;
        shape = new Random(seed);
    }

    /** The chain of that index from its first commit on. */
    static KilledChain fresh(long number, int index, long seed) {
        return new KilledChain(index, new SampleChain(number, name(index).text(), new Random(seed + index)),
                seed ^ index);
    }

    /** The chain of that index as the log has it; it is made if it is not there. */
    static KilledChain resume(RedoLog log, int index, long seed) {
        KilledChain chain = fresh(log.find(name(index)).map(StoredChain::number).orElseGet(log::nextChainNumber), index,
                seed);
        if (log.find(name(index)).isEmpty()) {
            chain.chain.createdIn(log);
        }
        for (long end = log.end(chain.chain.number()), at = 0; at < end;) {
            at = chain.next().record().last();
        }
        return chain;
    }

    static ChainName name(int index) {
        return new ChainName("killed/" + index);
    }

    int index() {
        return index;
    }

    int shard() {
        return chain.shard();
    }

    SampleChain sample() {
        return chain;
    }

    LogEntry.Append next() {
        int payload = shape.nextInt(10) == 0 ? RedoLog.LARGE_PAYLOAD + shape.nextInt(20_000) : 1 + shape.nextInt(2000);
        beforeLast = last;
        last = chain.commit(1 + shape.nextInt(5), payload);
        return last;
    }

    /** To go into the same batch as the last commit: every other one takes a value from the one before. */
    List<LogEntry> strips() {
        LogEntry.Append before = beforeLast;
        return before == null || !isStripped(before) ? List.of()
                : List.of(new LogEntry.Strip(before.chain(), new StoredEvent(before.record().first(),
                        before.events().getFirst().withoutPayload(), before.record().encode(), true)));
    }

    private static boolean isStripped(LogEntry.Append commit) {
        return commit.record().statement().number() % 2 == 0;
    }

    /** The commits up to that sequence, or the end of the one that has it, as the log has them then. */
    List<LogEntry.Append> upTo(long end) {
        List<LogEntry.Append> commits = new ArrayList<>();
        for (long at = 0; at < end; at = commits.getLast().record().last()) {
            if (!commits.isEmpty()) {
                commits.add(behindTheNext(commits.removeLast()));
            }
            commits.add(next());
        }
        return commits;
    }

    /** The commit as the log has it once the next one is durable. */
    private static LogEntry.Append behindTheNext(LogEntry.Append commit) {
        if (!isStripped(commit)) {
            return commit;
        }
        List<Event> events = new ArrayList<>(commit.events());
        events.set(0, events.getFirst().withoutPayload());
        return new LogEntry.Append(commit.chain(), commit.record(), events, commit.statementHash());
    }

    /** A note that says where the commit ends, to go into the same batch. */
    LogEntry.Note note(LogEntry.Append commit) {
        Slice content = new WireWriter(Long.BYTES).u64(commit.record().last()).toSlice();
        return new LogEntry.Note(commit.chain(), "end", content);
    }

    /** What is kept with the commit, in the same batch, until the next one: its last event's payload. */
    LogEntry.Keep keep(LogEntry.Append commit) {
        return new LogEntry.Keep(commit.chain(), commit.record().last(), commit.events().getLast().payload());
    }

    /** What was kept with the commit before. */
    LogEntry.Unkeep unkeep(LogEntry.Append commit) {
        return new LogEntry.Unkeep(commit.chain(), Math.max(1, commit.record().first() - 1));
    }
}
