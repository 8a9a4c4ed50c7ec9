package io.ate.internal.simulation;

import io.ate.StoreFailedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.Statement;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.NodeSink;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;

/** Copies what is durable in one log to another that is empty: to set a server back to it, or to run it twice. */
final class Backup {
    private final Archive from;
    private final MemoryRedoLog to;

    private Backup(Archive from, MemoryRedoLog to) {
        this.from = from;
        this.to = to;
    }

    /** Another server's log with the same chains, whatever was removed from them. */
    static Archive copy(Archive from, MemoryRedoLog to) {
        Archive copy = new Archive(to);
        Backup backup = new Backup(from, to);
        from.chains().forEach(each -> backup.chain(from.find(each.name()).orElseThrow(), copy));
        to.sync();
        return copy;
    }

    /** A log with all that was ever in these chains. */
    static RedoLog whole(Archive from) {
        MemoryRedoLog to = MemoryRedoLog.manual(WriteFaults.NONE);
        Backup backup = new Backup(from, to);
        from.chains().forEach(each -> backup.whole(from.find(each.name()).orElseThrow()));
        to.sync();
        return to;
    }

    private void chain(StoredChain stored, Archive beside) {
        StoredChain copy = new StoredChain(to.nextChainNumber(), stored.name(), stored.genesis());
        List<LogEntry> entries = begun(copy);
        MerkleFrontier tree = new MerkleFrontier();
        NodeSink nodes = (level, index, hash) -> entries.add(new LogEntry.Nodes(copy.number(), level, index, hash));
        MerkleTree known = new MerkleTree(from.tree(stored.number()));
        try (LogReader reader = from.reader(stored.number(), 0, Reading.WHOLE)) {
            while (reader.next()) {
                LogItem item = reader.item();
                entries.add(new LogEntry.Next(copy.number(), item));
                if (item instanceof LogItem.Gap gap) {
                    known.subtrees(gap.leaves(), gap.from() - 1, gap.to()).forEach(each -> tree.append(each, nodes));
                    for (long at = gap.from(); at <= gap.to(); at++) {
                        from.removed(stored.number(), at).ifPresent(each -> beside.take(copy.number(), each));
                    }
                } else {
                    tree.append(reader.event().event().hash(copy.genesis().chainId()), nodes);
                }
            }
        }
        from.writers(stored.number(), null,
                (writer, last) -> entries.add(new LogEntry.LastCommit(copy.number(), writer, last)));
        Slice cleanPoint = from.note(stored.number(), "clean-point");
        if (cleanPoint != null) {
            entries.add(new LogEntry.Note(copy.number(), "clean-point", cleanPoint));
        }
        append(copy, entries);
    }

    private static List<LogEntry> begun(StoredChain copy) {
        List<LogEntry> entries = new ArrayList<>();
        entries.add(new LogEntry.Create(copy.number(), copy.name(), copy.genesis()));
        return entries;
    }

    private void whole(StoredChain stored) {
        StoredChain copy = new StoredChain(to.nextChainNumber(), stored.name(), stored.genesis());
        List<LogEntry> entries = begun(copy);
        MerkleFrontier tree = new MerkleFrontier();
        long end = from.end(stored.number());
        for (long at = 0; at < end;) {
            LogEntry.Append commit = commit(stored, copy, at + 1);
            at = commit.record().last();
            entries.add(commit);
            commit.events()
                    .forEach(event -> tree.append(event.hash(copy.genesis().chainId()), (level, index,
                            hash) -> entries.add(new LogEntry.Nodes(copy.number(), level, index, hash))));
        }
        append(copy, entries);
    }

    private void append(StoredChain copy, List<LogEntry> entries) {
        to.append(copy.shard(), 0, new LogBatch(entries), new RedoLog.Completion() {
            @Override
            public void durable() {
                // as it has to be
            }

            @Override
            public void failed(StoreFailedException cause) {
                throw cause;
            }
        });
    }

    private LogEntry.Append commit(StoredChain stored, StoredChain copy, long at) {
        StoredEvent first = event(stored, at);
        CommitRecord record = first.beginning().orElseThrow();
        List<Event> events = new ArrayList<>();
        for (long each = at; each <= record.last(); each++) {
            events.add(event(stored, each).event());
        }
        return new LogEntry.Append(copy.number(), record, events,
                Statement.hash(copy.genesis().chainId(), record.statementBytes()));
    }

    private StoredEvent event(StoredChain stored, long at) {
        return from.ever(stored.number(), at)
                .orElseThrow(() -> new IllegalStateException("sequence " + at + " is neither there nor kept beside"));
    }
}
