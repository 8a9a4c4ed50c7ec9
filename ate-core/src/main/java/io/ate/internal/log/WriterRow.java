package io.ate.internal.log;

import io.ate.internal.wire.Hash;

/**
 * The last commit of one writer in one chain. Immutable.
 *
 * @param number of the commit, as the writer counts
 * @param first sequence of its first event
 * @param last sequence of its last event
 * @param statementHash what tells it from another commit of that number
 */
public record WriterRow(long number, long first, long last, Hash statementHash) {
    static WriterRow of(LogEntry.Append append) {
        return new WriterRow(append.record().statement().number(), append.record().first(), append.record().last(),
                append.statementHash());
    }
}
