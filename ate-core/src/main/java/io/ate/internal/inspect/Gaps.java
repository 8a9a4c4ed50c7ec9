package io.ate.internal.inspect;

import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;

/** Where compaction removed events. Stateless. */
final class Gaps {
    private Gaps() {}

    /** The last sequence that is gone; 0 if all are there. */
    static long last(RedoLog log, StoredChain chain) {
        long last = 0;
        try (LogReader reader = log.reader(chain.number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                if (reader.item() instanceof LogItem.Gap gap) {
                    last = gap.to();
                }
            }
        }
        return last;
    }
}
