package io.ate.internal.extension;

import io.ate.StoreDamagedException;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts whole commits together from what one chain of the log holds. Whoever lacks an event, or the record, is lost as a
 * whole. Holds nothing between two calls, so that who takes long over what was read keeps nothing open. Thread-safe.
 */
final class CommitReader {
    /** So many bytes of headers at a time, and one commit more. */
    private static final long CHUNK = 256 << 10;

    private final RedoLog log;
    private final SinkSource source;

    CommitReader(RedoLog log, SinkSource source) {
        this.log = log;
        this.source = source;
    }

    /** The next commits after that sequence, where one ends; nothing if there are none. */
    List<SinkItem> after(long sequence) {
        Assembly assembly = new Assembly();
        try (LogReader reader = log.reader(source.number(), sequence, Reading.HEADERS)) {
            while (assembly.bytes < CHUNK && reader.next()) {
                assembly.take(reader.item());
            }
        }
        return assembly.finish();
    }

    /** Where the commit before ends, if that sequence is in the middle of one; else the same. */
    long boundary(long sequence) {
        for (long end = sequence; end > Math.max(0, sequence - Bounds.EVENTS); end--) {
            if (begins(end + 1)) {
                return end;
            }
        }
        return sequence <= Bounds.EVENTS ? 0 : sequence;
    }

    private boolean begins(long sequence) {
        try {
            return log.record(source.number(), sequence).isPresent();
        } catch (StoreDamagedException e) {
            return false; // then it is in a commit that is lost anyway
        }
    }

    /** Commits in the making. Confined to one reading. */
    private final class Assembly {
        private final List<SinkItem> items = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private @Nullable CommitRecord record;
        /** The first sequence of what is lost and was not told yet; 0 if nothing is. */
        private long lostFrom;
        private long lostTo;
        /** Of whole commits, since only between two of them may reading end. */
        private long bytes;
        private long begun;

        private void take(LogItem item) {
            switch (item) {
                case LogItem.StoredEvent stored -> take(stored);
                case LogItem.Damaged(long from, long to, String _) -> lose(from, to);
            }
        }

        private void take(LogItem.StoredEvent stored) {
            try {
                stored.decodedRecord().ifPresent(this::begin);
            } catch (StoreDamagedException e) {
                lose(stored.sequence(), stored.sequence());
                return;
            }
            CommitRecord present = record;
            if (present == null) {
                lose(stored.sequence(), stored.sequence());
                return;
            }
            events.add(stored.event());
            begun += stored.event().factsBytes().length();
            if (stored.sequence() == present.last()) {
                items.add(new SinkItem.Stored(Headers.stored(source.name(), source.id(), present, events)));
                bytes += begun;
                end();
            }
        }

        private void begin(CommitRecord next) {
            tellLosses();
            end();
            record = next;
        }

        private void end() {
            record = null;
            events.clear();
            begun = 0;
        }

        private void lose(long from, long to) {
            CommitRecord damaged = record;
            if (lostFrom == 0) {
                lostFrom = damaged == null ? from : damaged.first();
            }
            lostTo = to;
            end();
        }

        private void tellLosses() {
            if (lostFrom > 0) {
                items.add(new SinkItem.Lost(lostFrom, lostTo));
                lostFrom = 0;
            }
        }

        private List<SinkItem> finish() {
            tellLosses();
            return items;
        }
    }
}
