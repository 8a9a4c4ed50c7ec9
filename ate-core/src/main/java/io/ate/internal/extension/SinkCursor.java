package io.ate.internal.extension;

import io.ate.Position;
import io.ate.extension.Sink;
import io.ate.extension.StoredCommit;
import io.ate.internal.log.RedoLog;
import io.ate.internal.sequence.DurableCommit;
import io.ate.internal.sequence.Tail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a sink has come in a chain. It remembers a sequence and nothing else: a sink that is slow, or fails, costs no
 * memory. {@link #wake} may be called by any thread; all else belongs to the sink's own.
 */
final class SinkCursor {
    private static final Logger LOG = LoggerFactory.getLogger(SinkCursor.class);
    private static final long NOT_ASKED = -1;
    private static final long CHUNK = 256 << 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final SinkSource source;
    private final Sink sink;
    private final RedoLog log;
    private final CommitReader reader;
    private final Consumer<SinkCursor> ready;
    private final AtomicBoolean woken = new AtomicBoolean();
    private long position = NOT_ASKED;
    private Duration pause = FIRST_PAUSE;
    private boolean paused;

    /** @param ready is handed the cursor when there may be something to tell, once until that is done */
    SinkCursor(SinkSource source, Sink sink, RedoLog log, Consumer<SinkCursor> ready) {
        this.source = source;
        this.sink = sink;
        this.log = log;
        this.reader = new CommitReader(log, source);
        this.ready = ready;
    }

    /** There may be something to tell. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            ready.accept(this);
        }
    }

    /** Tells whether the sink failed here, and is left alone for a while. */
    boolean isPaused() {
        return paused;
    }

    /** For how long the sink, which has failed, is to be left alone; longer each time. */
    Duration pause() {
        Duration now = pause;
        Duration twice = now.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        paused = true;
        return now;
    }

    /** The sink is to be tried again. */
    void resume() {
        paused = false;
    }

    /**
     * Tells the sink some of what there is, and comes again if there is more.
     *
     * @throws Exception what the sink throws: what it did not take is told again
     */
    void advance() throws Exception {
        woken.set(false); // before anything is looked at: who wakes from now on has seen more than this
        if (position == NOT_ASKED) {
            position = start();
        }
        for (SinkItem item : next()) {
            switch (item) {
                case SinkItem.Stored(StoredCommit commit) -> sink.stored(commit);
                case SinkItem.Lost(long first, long last) -> sink.lost(source.name(), source.id(), first, last);
            }
            position = item.last();
            pause = FIRST_PAUSE;
        }
        if (position < log.end(source.number())) {
            wake();
        }
    }

    private long start() {
        return switch (sink.from(source.name(), source.id())) {
            case Position.Now() -> source.begin();
            case Position.After(long sequence) -> behind(sequence);
            case Position.Within(long sequence, int _) -> behind(sequence); // commits are told as a whole
        };
    }

    private long behind(long sequence) {
        long end = log.end(source.number());
        if (sequence > end) {
            LOG.warn("a sink has taken chain {} up to {}, and it ends at {}: was the store set back?", source.name(),
                    sequence, end);
        }
        return sequence >= end ? end : reader.boundary(sequence);
    }

    private List<SinkItem> next() {
        Tail tail = source.tail();
        List<DurableCommit> recent = tail == null ? List.of() : tail.after(position, CHUNK);
        if (recent.isEmpty()) {
            return position < log.end(source.number()) ? reader.after(position) : List.of();
        }
        List<SinkItem> items = new ArrayList<>(recent.size());
        for (DurableCommit commit : recent) {
            items.add(new SinkItem.Stored(
                    Headers.stored(source.name(), source.id(), commit.record(), commit.events())));
        }
        return items;
    }

    @Override
    public String toString() {
        return "chain " + source.name() + " after " + position;
    }
}
