package io.ate.internal.log;

import java.util.List;

/** Entries that become durable together or not at all. Immutable. */
public record LogBatch(List<LogEntry> entries) {
    public LogBatch {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a batch has an entry");
        }
    }

    /** A batch of these entries. */
    public static LogBatch of(LogEntry... entries) {
        return new LogBatch(List.of(entries));
    }

    /** About how many bytes the batch takes in the log. */
    long size() {
        long bytes = 0;
        for (LogEntry entry : entries) {
            bytes += entry.size();
        }
        return bytes;
    }
}
