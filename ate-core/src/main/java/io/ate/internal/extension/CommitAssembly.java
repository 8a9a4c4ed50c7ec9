package io.ate.internal.extension;

import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts whole commits together from what a reader of the log finds. A commit that lacks an event, or its record, is lost
 * as a whole: whoever is told of it would take the rest for all. Confined to one reading.
 */
final class CommitAssembly {
    private final SinkSource source;
    private final List<SinkItem> items = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private @Nullable CommitRecord record;
    /** The first sequence of what is lost and was not told yet; 0 if nothing is. */
    private long lostFrom;
    private long lostTo;
    private long begun;
    private long bytes;

    CommitAssembly(SinkSource source) {
        this.source = source;
    }

    /** About how many bytes whole commits take so far: only between two commits may a reading end. */
    long bytes() {
        return bytes;
    }

    /** Takes what follows on all that was taken before. */
    void take(LogItem item) {
        switch (item) {
            case LogItem.StoredEvent stored -> take(stored);
            case LogItem.Damaged(long from, long to, String _) -> lose(from, to);
            case LogItem.Gap gap -> lose(gap.from(), gap.to());
        }
    }

    /** All that was put together, when there is nothing more. */
    List<SinkItem> finish() {
        tellLosses();
        return items;
    }

    private void take(LogItem.StoredEvent stored) {
        try {
            stored.beginning().ifPresent(this::begin);
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
        record = next;
    }

    private void end() {
        record = null;
        events.clear();
        begun = 0;
    }

    private void lose(long from, long to) {
        if (lostFrom == 0) {
            lostFrom = record == null ? from : record.first();
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
}
