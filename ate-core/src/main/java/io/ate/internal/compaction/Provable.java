package io.ate.internal.compaction;

import io.ate.internal.log.LogEntry;
import java.util.List;
import java.util.NavigableSet;

/** The sizes of a chain's tree that are to stay provable, whatever goes. Thread-safe; may read the log. */
public interface Provable {
    /** Those above {@code start} and below {@code end}, in order. */
    NavigableSet<Long> within(long start, long end);

    /** What is to be appended where those behind {@code after}, up to {@code to}, need not stay so any more. */
    List<LogEntry> forget(long after, long to);
}
