package io.ate.internal.extension;

import io.ate.extension.Sink;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.Tail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sinks of a server. They read the log behind everybody else, each on a thread of its own, and are only told when
 * there is more to read. Thread-safe.
 */
public final class Sinks {
    /** A server that has none. */
    public static final Sinks NONE = new Sinks(List.of());

    private final List<SinkThread> threads;
    private final Map<Long, SinkSource> sources = new ConcurrentHashMap<>();

    private Sinks(List<SinkThread> threads) {
        this.threads = List.copyOf(threads);
    }

    /** Begins to tell {@code sinks} of what is in the log, and what comes to it. */
    public static Sinks start(List<Sink> sinks, RedoLog log) {
        if (sinks.isEmpty()) {
            return NONE;
        }
        List<SinkThread> threads = new ArrayList<>();
        for (Sink each : sinks) {
            threads.add(new SinkThread(each, log, "ate-sink-" + threads.size()));
        }
        Sinks started = new Sinks(threads);
        for (ChainSummary chain : log.chains()) {
            started.sources.put(chain.number(), new SinkSource(chain.number(), chain.name(), chain.id(),
                    log.end(chain.number()), started::cursors));
        }
        started.wakeAll(); // where each of them is to begin is for them to say, and may be long ago
        threads.forEach(SinkThread::start);
        return started;
    }

    private List<SinkCursor> cursors(SinkSource source) {
        return threads.stream().map(thread -> thread.cursor(source)).toList();
    }

    private void wakeAll() {
        sources.values().forEach(SinkSource::grown);
    }

    /** A chain has come into memory; it is to say when it has grown. */
    public SinkSource opened(StoredChain chain, Tail tail) {
        SinkSource source = threads.isEmpty() ? source(chain, tail)
                : sources.computeIfAbsent(chain.number(), _ -> source(chain, tail));
        source.opened(tail);
        return source;
    }

    private SinkSource source(StoredChain chain, Tail tail) {
        return new SinkSource(chain.number(), chain.name(), chain.genesis().chainId(), tail.end(), this::cursors);
    }

    /** The chain is gone for good. */
    public void dropped(long chain) {
        sources.remove(chain);
    }

    /**
     * Has sinks told what is left, at most for the time of grace. Nothing becomes durable any more; when this has
     * returned no sink is called, but for one that takes no notice of being interrupted.
     */
    public void close(Duration grace) {
        wakeAll();
        threads.forEach(SinkThread::end);
        long began = System.nanoTime();
        try {
            for (SinkThread each : threads) {
                Duration left = grace.minusNanos(System.nanoTime() - began);
                each.awaitEnd(left.isNegative() ? Duration.ZERO : left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
