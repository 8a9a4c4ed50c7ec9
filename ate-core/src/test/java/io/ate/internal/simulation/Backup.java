package io.ate.internal.simulation;

import io.ate.StoreFailedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.Statement;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.tree.MerkleFrontier;
import java.util.ArrayList;
import java.util.List;

/** Copies what is durable in one log to another that is empty: to set a server back to it, or to run it twice. */
final class Backup {
    private final RedoLog from;
    private final MemoryRedoLog to;

    private Backup(RedoLog from, MemoryRedoLog to) {
        this.from = from;
        this.to = to;
    }

    static void copy(RedoLog from, MemoryRedoLog to) {
        Backup backup = new Backup(from, to);
        from.chains().forEach(each -> backup.chain(from.find(each.name()).orElseThrow()));
        to.sync();
    }

    private void chain(StoredChain stored) {
        StoredChain copy = new StoredChain(to.nextChainNumber(), stored.name(), stored.genesis());
        List<LogEntry> entries = new ArrayList<>();
        entries.add(new LogEntry.Create(copy.number(), copy.name(), copy.genesis()));
        MerkleFrontier tree = new MerkleFrontier();
        long end = from.end(stored.number());
        try (LogReader reader = from.reader(stored.number(), 0, Reading.WHOLE)) {
            for (long at = 0; at < end;) {
                LogEntry.Append commit = commit(copy, reader);
                at = commit.record().last();
                entries.add(commit);
                commit.events()
                        .forEach(event -> tree.append(event.hash(copy.genesis().chainId()), (level, index,
                                hash) -> entries.add(new LogEntry.Nodes(copy.number(), level, index, hash))));
            }
        }
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

    private static LogEntry.Append commit(StoredChain copy, LogReader reader) {
        StoredEvent first = next(reader);
        CommitRecord record = first.decodedRecord().orElseThrow();
        List<Event> events = new ArrayList<>();
        events.add(first.event());
        while (events.size() < record.statement().count()) {
            events.add(next(reader).event());
        }
        return new LogEntry.Append(copy.number(), record, events,
                Statement.hash(copy.genesis().chainId(), record.statementBytes()));
    }

    private static StoredEvent next(LogReader reader) {
        if (!reader.next()) {
            throw new IllegalStateException("the log ends inside a commit");
        }
        return reader.event();
    }
}
