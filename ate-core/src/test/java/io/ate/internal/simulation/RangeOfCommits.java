package io.ate.internal.simulation;

import io.ate.internal.event.CommitRecord;
import io.ate.internal.protocol.Events;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;

/** Whole commits that a server streams in one range, so that it can stream others instead. Immutable. */
record RangeOfCommits(int channel, long after, List<Block> blocks) {
    /** One commit. */
    record Block(CommitRecord record, List<Events.Item> events) {
        private Block at(long first) {
            return new Block(new CommitRecord(first, record.time(), record.previous(), record.statement(),
                    record.statementBytes(), record.signatures()), events);
        }
    }

    /** The commits of the range; none if it has anything else, such as a part of one. */
    static RangeOfCommits of(Events range) {
        List<Block> blocks = new ArrayList<>();
        List<Events.Item> items = range.items();
        for (int at = 0; at < items.size();) {
            if (!(items.get(at) instanceof Events.RecordItem(var bytes))) {
                return new RangeOfCommits(range.channel(), range.from(), List.of());
            }
            CommitRecord record = decode(bytes);
            int end = at + 1 + record.statement().count();
            if (end > items.size()) {
                return new RangeOfCommits(range.channel(), range.from(), List.of());
            }
            blocks.add(new Block(record, items.subList(at + 1, end)));
            at = end;
        }
        return new RangeOfCommits(range.channel(), range.from(), List.copyOf(blocks));
    }

    private static CommitRecord decode(Slice bytes) {
        try {
            return CommitRecord.decode(bytes);
        } catch (MalformedException e) {
            throw new IllegalStateException("what an honest server sends can be read", e);
        }
    }

    /** A range of these commits in place of its own, numbered so that they follow one another. */
    Events of(List<Block> others) {
        List<Events.Item> items = new ArrayList<>();
        long end = after;
        for (Block each : others) {
            Block moved = each.at(end + 1);
            items.add(new Events.RecordItem(moved.record.encode()));
            items.addAll(moved.events);
            end = moved.record.last();
        }
        return new Events(channel, after, end, items);
    }
}
