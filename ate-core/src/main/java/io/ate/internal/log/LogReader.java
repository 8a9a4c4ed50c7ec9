package io.ate.internal.log;

import io.ate.StoreDamagedException;

/**
 * A cursor over the events of one chain, in sequence order. Confined to one thread at a time. It shows every sequence
 * from where it began up to the chain's durable end at that moment, each once: as an event, or as part of the gap or
 * the
 * damage in its place. A gap in which it begins is shown whole.
 */
public interface LogReader extends AutoCloseable {
    /**
     * Goes to the next item; false behind the last one, where it stays.
     *
     * @throws IllegalStateException if the log was closed meanwhile
     */
    boolean next();

    /** The item that {@link #next()} went to. */
    LogItem item();

    /**
     * The event that {@link #next()} went to, for those who cannot go on without it.
     *
     * @throws StoreDamagedException if it is damaged
     */
    default LogItem.StoredEvent event() {
        return switch (item()) {
            case LogItem.StoredEvent event -> event;
            case LogItem.Damaged(long from, long to, String what) ->
                    throw new StoreDamagedException("sequences " + from + " to " + to + " are lost: " + what);
            case LogItem.Gap gap -> throw new IllegalStateException("sequences " + gap.from() + " to " + gap.to()
                    + " were removed by compaction, and somebody needs them: this is a mistake in the library");
        };
    }

    /** Gives back what the cursor holds. Closing twice is fine. */
    @Override
    void close();
}
