package io.ate.internal.inspect;

import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;

/**
 * Goes over all events of a chain in a store that may be damaged. Where a value is lost and its event is not, it shows
 * the event, so that people are told whose value it was. Stateless.
 */
final class ChainWalk {
    private ChainWalk() {}

    /** Is shown what stands in the chain, in the order of sequences. */
    interface Visitor {
        void event(LogItem.StoredEvent event);

        void gap(LogItem.Gap gap);

        /** An event whose value is lost. */
        void withoutValue(LogItem.StoredEvent event, String what);

        void lost(long from, long to, String what);
    }

    static void whole(RedoLog log, StoredChain chain, Visitor visitor) {
        try (LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE)) {
            while (reader.next()) {
                switch (reader.item()) {
                    case LogItem.StoredEvent event -> visitor.event(event);
                    case LogItem.Gap gap -> visitor.gap(gap);
                    case LogItem.Damaged damaged -> damaged(log, chain, damaged, visitor);
                }
            }
        }
    }

    private static void damaged(RedoLog log, StoredChain chain, LogItem.Damaged damaged, Visitor visitor) {
        long at = damaged.from();
        try (LogReader headers = log.reader(chain.number(), damaged.from() - 1, Reading.HEADERS)) {
            while (at <= damaged.to() && headers.next()) {
                switch (headers.item()) {
                    case LogItem.StoredEvent event -> {
                        visitor.withoutValue(event, damaged.what());
                        at = event.sequence() + 1;
                    }
                    case LogItem.Damaged(long from, long to, String what) -> {
                        visitor.lost(Math.max(at, from), Math.min(damaged.to(), to), what);
                        at = to + 1;
                    }
                    case LogItem.Gap gap -> at = gap.to() + 1; // which a row would have stood before
                }
            }
        }
        if (at <= damaged.to()) {
            visitor.lost(at, damaged.to(), damaged.what());
        }
    }
}
