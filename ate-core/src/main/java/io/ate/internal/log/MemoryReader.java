package io.ate.internal.log;

import io.ate.internal.log.LogItem.StoredEvent;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A reader over a chain in memory, which takes some events at a time. Confined to one thread at a time. */
final class MemoryReader implements LogReader {
    private static final int AT_A_TIME = 256;

    private final MemoryState state;
    private final long chain;
    private final long end;
    private final Reading reading;
    private final BooleanSupplier logIsClosed;
    private List<LogItem> taken = List.of();
    private int position;
    private long sequence;
    private @Nullable LogItem item;

    MemoryReader(MemoryState state, long chain, long after, Reading reading, BooleanSupplier logIsClosed) {
        this.state = state;
        this.chain = chain;
        this.end = state.end(chain);
        this.sequence = after;
        this.reading = reading;
        this.logIsClosed = logIsClosed;
    }

    @Override
    public boolean next() {
        if (logIsClosed.getAsBoolean()) {
            throw new IllegalStateException("the log is closed");
        }
        if (position == taken.size()) {
            int count = Math.clamp(end - sequence, 0, AT_A_TIME);
            taken = state.ask(chain, List.of(), there -> there.items(sequence, count));
            position = 0;
        }
        if (taken.isEmpty()) {
            item = null;
            return false;
        }
        item = taken.get(position++);
        sequence = switch (item) {
            case StoredEvent event -> event.sequence();
            case LogItem.Gap gap -> gap.to();
            case LogItem.Damaged damaged -> damaged.to();
        };
        return true;
    }

    @Override
    public LogItem item() {
        if (item == null) {
            throw new IllegalStateException("there is no item here");
        }
        return reading == Reading.HEADERS && item instanceof StoredEvent whole
                && whole.event().seal().length() >= RedoLog.LARGE_PAYLOAD
                        ? new StoredEvent(whole.sequence(), whole.event().withoutPayload(), whole.commitRecord(),
                                whole.bare())
                        : item;
    }

    @Override
    public void close() {
        taken = List.of();
        position = 0;
        sequence = end;
        item = null;
    }
}
