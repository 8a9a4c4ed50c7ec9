package io.ate.internal.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.sequence.Tail;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A chain that sinks are told of, whether it is in memory or not. Thread-safe. */
public final class SinkSource {
    private final long number;
    private final ChainName name;
    private final ChainId id;
    private final long begin;
    private final List<SinkCursor> cursors;
    private volatile @Nullable Tail tail;

    /**
     * @param begin where it stood when sinks were first told that it is there
     * @param cursors makes what has each sink told of it
     */
    SinkSource(long number, ChainName name, ChainId id, long begin,
            Function<SinkSource, List<SinkCursor>> cursors) {
        this.number = number;
        this.name = name;
        this.id = id;
        this.begin = begin;
        this.cursors = cursors.apply(this);
    }

    long number() {
        return number;
    }

    ChainName name() {
        return name;
    }

    ChainId id() {
        return id;
    }

    long begin() {
        return begin;
    }

    /** Recent commits; null if the chain was never in memory. */
    @Nullable
    Tail tail() {
        return tail;
    }

    /** The chain is in memory: what is recent need not be read from the log. */
    void opened(Tail recent) {
        tail = recent;
    }

    /** More is durable than there was; quick. */
    public void grown() {
        for (SinkCursor each : cursors) {
            each.wake();
        }
    }
}
