package io.ate.internal.extension;

import io.ate.extension.Sink;
import io.ate.internal.log.RedoLog;
import io.ate.internal.text.Durations;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a sink is called: it goes from chain to chain, as they have something to tell, and leaves
 * alone for a while where the sink failed. Thread-safe.
 */
final class SinkThread {
    private static final Logger LOG = LoggerFactory.getLogger(SinkThread.class);
    /** How long a sink may take to notice that it is interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sink sink;
    private final RedoLog log;
    private final Thread thread;
    private final FailureLog failures = new FailureLog();
    /** Empty for who only has to look around. */
    private final LinkedBlockingQueue<Optional<SinkCursor>> ready = new LinkedBlockingQueue<>();
    private final PriorityQueue<Retry> retries = new PriorityQueue<>(Comparator.comparingLong(Retry::due));
    private final long began = System.nanoTime();
    private volatile boolean ending;
    private volatile boolean cut;

    /** @param due in nanoseconds since the sink was started */
    private record Retry(SinkCursor cursor, long due) {}

    SinkThread(Sink sink, RedoLog log, String name) {
        this.sink = sink;
        this.log = log;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What has the sink told of that chain. */
    SinkCursor cursor(SinkSource source) {
        return new SinkCursor(source, sink, log, cursor -> ready.add(Optional.of(cursor)));
    }

    /** Has the thread end when everything has been told. */
    void end() {
        ending = true;
        ready.add(Optional.empty());
    }

    /** Waits for that end, and after {@code grace} has it come at once. */
    void awaitEnd(Duration grace) throws InterruptedException {
        if (!thread.join(grace)) {
            cut = true;
            thread.interrupt();
            if (!thread.join(PATIENCE)) {
                LOG.warn("a sink did not end within {}: {}", PATIENCE, sink);
            }
        }
    }

    private void run() {
        for (SinkCursor next = next(); next != null; next = next()) {
            advance(next);
        }
        if (cut) {
            LOG.info("a sink was not told everything before the server ended: {}", sink);
        }
    }

    /** The chain that has something to tell, as soon as there is one; null if it is time to end. */
    private @Nullable SinkCursor next() {
        while (!cut) {
            Retry first = retries.peek();
            long left = first == null ? Long.MAX_VALUE : first.due - now();
            if (first != null && left <= 0) {
                retries.remove();
                first.cursor.resume();
                return first.cursor;
            }
            SinkCursor next = poll(left);
            if (next != null && !next.isPaused()) {
                return next;
            }
            if (ending && ready.isEmpty()) {
                break; // where the sink failed last it is not tried once more
            }
        }
        return null;
    }

    private @Nullable SinkCursor poll(long nanos) {
        try {
            Optional<SinkCursor> next = ending ? ready.poll() : ready.poll(nanos, TimeUnit.NANOSECONDS);
            return next == null ? null : next.orElse(null);
        } catch (InterruptedException _) {
            return null; // by whoever cuts it off; or by the sink, on the way out of it, which means nothing here
        }
    }

    /** Whatever the sink throws is its own affair, and the reason to try it again. */
    private void advance(SinkCursor cursor) {
        try {
            cursor.advance();
        } catch (Throwable e) {
            if (!cut) {
                Duration pause = cursor.pause();
                failures.say("a sink failed on " + cursor + ", and is tried again in " + Durations.text(pause), e);
                retries.add(new Retry(cursor, now() + pause.toNanos()));
            }
        }
    }

    private long now() {
        return System.nanoTime() - began;
    }
}
